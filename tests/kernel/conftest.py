# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every test has a network namespace of its own, so that no table, address or sysctl outlives it."""

import contextlib
import ctypes
import io
import json
import os
import subprocess
import types

import pytest
from ansible.module_utils.common import warnings
from ansible.module_utils.testing import patch_module_args
from ansible_collections.lvs.cluster.plugins.module_utils._host import boot, record, watch

CLONE_NEWNET = 0x40000000


@pytest.fixture(autouse=True)
def namespace(tmp_path, monkeypatch):
    """A fresh network namespace with lo up; the record and the files for the next boot lie in the test's own folder."""
    before = os.open("/proc/self/ns/net", os.O_RDONLY)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare: no network namespace of its own")
    run("ip", "link", "set", "lo", "up")
    live_in(monkeypatch, tmp_path)
    yield
    libc.setns(before, CLONE_NEWNET)
    os.close(before)


@pytest.fixture
def ipvsadm():
    """The oracle: ``save()`` lists the rules as ipvsadm prints them, ``restore(rules)`` makes ipvsadm write them."""

    def save():
        return sorted(line.strip() for line in run("ipvsadm", "-Sn").splitlines())

    def restore(*rules):
        run("ipvsadm", "-R", stdin="".join(rule + "\n" for rule in rules))

    return types.SimpleNamespace(save=save, restore=restore)


@pytest.fixture
def module():
    """Run a module's ``main`` in this process and return what it printed for Ansible, its warnings as text."""

    def call(main, check_mode=False, **params):
        arguments = {**params, "_ansible_check_mode": check_mode}
        printed = io.StringIO()
        warnings._global_warnings.clear()  # Ansible keeps them for a process, which is one module elsewhere
        with patch_module_args(arguments), contextlib.redirect_stdout(printed), pytest.raises(SystemExit):
            main()
        return {**json.loads(printed.getvalue()), "warnings": list(warnings.get_warning_messages())}

    return call


def live_in(monkeypatch, folder):
    """Have modules take ``folder`` for the host's disk."""
    monkeypatch.setattr(record.Record.__init__, "__defaults__", (str(folder / "record"),))
    monkeypatch.setattr(boot.Boot.__init__, "__defaults__", (str(folder / "root"),))
    monkeypatch.setattr(watch.Watches.__init__, "__defaults__", (str(folder / "run"),))


def run(*command, stdin=None):
    """Run a command of the oracle and return its output; a command that fails is an error of the test."""
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=30, check=True).stdout


@pytest.fixture
def neighbours():
    """Hosts on one bridge with the namespace that the test is in."""
    from tests.kernel.neighbourhood import Neighbourhood  # which imports from here

    neighbourhood = Neighbourhood()
    yield neighbourhood
    neighbourhood.close()
