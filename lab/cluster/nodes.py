# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands in the nodes, through the Docker client.

Each `docker exec` costs most of a second in the lab's guest. So a node's first command opens one shell in it, and all
commands go through that. They are lists of words, quoted for it; a byte that no tool prints frames what comes back.
"""

from __future__ import annotations

import os
import select
import shlex
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

DEADLINE = 30
MARK = "\x1e"
# The outcome follows the output: the status, then what went to stderr.
FRAMED = "{{ {line} ; }} </dev/null 2>/tmp/.stderr; printf '\\036%s\\036' $?; cat /tmp/.stderr; printf '\\036'\n"


class NodeError(Exception):
    """A command in a node that failed or gave no answer."""


def until(probe, seconds=DEADLINE, pause=0.1):
    """Ask until the answer is true or the time is over, and return the last answer."""
    deadline = time.monotonic() + seconds
    while True:
        answer = probe()
        if answer or time.monotonic() > deadline:
            return answer
        time.sleep(pause)


def at_once(work, items):
    """work(item) for all items side by side, and the results in their order."""
    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(work, items))


class Node:
    """One node by the name of its container."""

    def __init__(self, name):
        self.name = name
        self._shell = None
        self._lock = threading.Lock()

    def run(self, *command, deadline=DEADLINE):
        """What the command printed; a status other than 0 is an error."""
        status, output, complaint = self.attempt(*command, deadline=deadline)
        if status:
            raise NodeError(f"{self.name}: '{shlex.join(command)}' failed with {status}: {complaint.strip()}")
        return output

    def attempt(self, *command, deadline=DEADLINE):
        """Its status, what it printed, and what it printed to stderr."""
        return self._ask(shlex.join(command), deadline)

    def start(self, *command, output):
        """Start it in the background with its output in a file, stderr in another beside it; returns its pid."""
        out, err = shlex.quote(output), shlex.quote(output + ".err")
        # The files are there when this returns; the command itself may come to them later.
        line = f": >{out} ; : >{err} ; {shlex.join(command)} >>{out} 2>>{err} & echo $!"
        return self._ask(line, DEADLINE)[1].strip()

    def close(self):
        """End the shell. Its commands end by themselves."""
        with self._lock:
            self._drop()

    def _ask(self, line, deadline):
        with self._lock:
            if self._shell is None or self._shell.poll() is not None:
                self._shell = self._open()
            try:
                self._shell.stdin.write(FRAMED.format(line=line).encode())
                output, status, complaint = self._answer(time.monotonic() + deadline)
            except (OSError, NodeError) as error:
                why = self._drop() or error
                raise NodeError(f"{self.name}: '{line}': {why}") from error
        return int(status), output, complaint

    def _open(self):
        command = ["docker", "exec", "--interactive", self.name, "sh"]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, bufsize=0, start_new_session=True)

    def _answer(self, deadline):
        text = b""
        while text.count(MARK.encode()) < 3:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._shell.stdout], [], [], left)[0]:
                raise NodeError("no answer in time")
            chunk = os.read(self._shell.stdout.fileno(), 65536)
            if not chunk:
                raise NodeError("the node's shell ended")
            text += chunk
        return text.decode(errors="replace").split(MARK)[:3]

    def _drop(self):
        """End the shell and return what the Docker client complained about."""
        shell, self._shell = self._shell, None
        if shell is None:
            return ""
        shell.kill()
        return shell.communicate()[1].decode(errors="replace").strip()
