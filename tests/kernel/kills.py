# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that are killed on their way, at each of the places where the process calls certain functions."""

import itertools
import os
import signal


def ended(act, place, functions):
    """Run ``act`` in a child that is killed at the ``place``-th place; tell whether it came to its end before.

    A place is where one of ``functions`` is about to be called, each an owner and a name. In the child they stay
    changed, which is why it ends here.
    """
    child = os.fork()
    if not child:
        try:
            places = itertools.count(place - 1, -1)
            for owner, name in functions:
                _count_down(places, owner, name)
            act()
            os._exit(0)
        finally:
            os._exit(1)
    _child, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL)
    return status == 0


def every_kill(prepare, act, functions):
    """Prepare a host and kill ``act`` there, at one place after the other; yield the number of each after its kill."""
    for place in itertools.count(1):
        prepare()
        if ended(act, place, functions):
            return
        yield place


def _count_down(places, owner, name):
    """Have the process kill itself instead of calling ``owner.name``, once no places are left."""
    original = getattr(owner, name)

    def call(*arguments):
        if next(places) == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments)

    setattr(owner, name, call)
