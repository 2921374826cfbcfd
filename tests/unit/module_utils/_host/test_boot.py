# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files and the unit of the next boot; what systemctl and ipvsadm make of them, the tests on a kernel see."""

import errno
import os
import signal
import stat

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import boot, boot_steps, files
from ansible_collections.lvs.cluster.plugins.module_utils._model.operations import (
    DISABLE_UNIT,
    ENABLE_UNIT,
    WRITE_FILE,
    Operation,
    inverse,
)
from ansible_collections.lvs.cluster.plugins.module_utils._model.restore import Texts

TEXTS = Texts("-A -t 203.0.113.10:80 -s wlc\n--set 0 0 0\n", "# heading\n")
UNIT = Operation(ENABLE_UNIT, boot.UNIT, None, boot.UNIT)


@pytest.fixture
def systemctl(monkeypatch, tmp_path):
    """A systemctl that does what the test wants it to do: no systemd is needed here."""
    path = tmp_path / "bin/systemctl"
    path.parent.mkdir()

    def does(script):
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    does(f'echo "$@" >> {tmp_path}/said')
    monkeypatch.setenv("PATH", f"{path.parent}:{os.environ['PATH']}")
    return does


@pytest.fixture
def host(tmp_path, systemctl):  # noqa: ARG001 - a plan looks for systemctl
    return boot.Boot(str(tmp_path / "root"))


def write(host, texts=TEXTS):
    for operation in host.plan(texts):
        if operation.operation == WRITE_FILE:
            host.perform(operation)


def enable(tmp_path):
    link = tmp_path / "root/etc/systemd/system/multi-user.target.wants" / boot.UNIT
    link.parent.mkdir(parents=True)
    link.symlink_to(f"/{boot.UNIT_FILE}")


def entries(section):
    """The entries of one section of the unit, in their order; a key may stand there twice."""
    parts = boot.UNIT_TEXT.split("\n\n")
    lines = next(part.splitlines()[1:] for part in parts if part.startswith(f"[{section}]"))
    return [tuple(line.split("=", 1)) for line in lines if line]


def test_the_unit_feeds_the_rules_to_ipvsadm_and_then_sets_the_sysctls_once_per_boot():
    rules, sysctls = "/etc/lvs.cluster/director.rules", "/etc/lvs.cluster/director.sysctls"
    assert entries("Service") == [
        ("Type", "oneshot"),
        ("RemainAfterExit", "yes"),
        ("ExecStart", f"/bin/sh -c '[ ! -e {rules} ] || exec /sbin/ipvsadm --restore <{rules}'"),
        ("ExecStart", f"/bin/sh -c '[ ! -e {sysctls} ] || exec /lib/systemd/systemd-sysctl {sysctls}'"),
    ]
    assert ("After", "network-online.target") in entries("Unit")
    assert entries("Install") == [("WantedBy", "multi-user.target")]


def test_the_unit_stays_without_a_table_while_it_has_vips(host, tmp_path):
    write(host)
    enable(tmp_path)
    vips = tmp_path / "root" / boot.VIPS_FILE
    vips.parent.mkdir()
    vips.write_text("[Service]\n")
    assert [one.key for one in host.plan(Texts("", ""))] == [
        f"/{name}" for name in (boot.RULES, boot.SYSCTLS, boot.MODULES)
    ]
    vips.unlink()
    assert f"/{boot.UNIT_FILE}" in [one.key for one in host.plan(Texts("", ""))]


def test_the_folder_of_a_drop_in_goes_with_its_last_file_and_no_other_folder_does(host, tmp_path):
    for name in (boot.VIPS_FILE, "etc/sysctl.d/90-lvs.cluster.conf"):
        host.perform(Operation(WRITE_FILE, f"/{name}", "", "text\n"))
        host.perform(Operation(WRITE_FILE, f"/{name}", "text\n", ""))
    assert [(tmp_path / "root" / name).exists() for name in ("etc/sysctl.d", boot.VIPS_FILE + "/..")] == [True, False]


def test_four_files_and_a_link_and_then_nothing_more(host, tmp_path):
    assert [operation.operation for operation in host.plan(TEXTS)] == [WRITE_FILE] * 4 + [ENABLE_UNIT]
    write(host)
    assert host.texts() == TEXTS
    assert host.plan(TEXTS) == (UNIT,)
    enable(tmp_path)
    assert host.plan(TEXTS) == ()


def test_with_nothing_to_restore_all_of_it_goes_the_link_first(host, tmp_path):
    assert host.plan(Texts("", "")) == ()
    write(host)
    enable(tmp_path)
    plan = host.plan(Texts("", ""))
    assert [operation.operation for operation in plan] == [DISABLE_UNIT] + [WRITE_FILE] * 4
    for operation in plan[1:]:
        host.perform(operation)
    assert [path.name for path in (tmp_path / "root").rglob("*") if path.is_file()] == []


def test_options_of_ip_vs_stay_until_nothing_is_restored_or_while_somebody_says_so(host, tmp_path):
    write(host)
    enable(tmp_path)
    options = tmp_path / "root" / boot.OPTIONS
    options.parent.mkdir()
    options.write_text("options ip_vs conn_tab_bits=14\n")
    assert host.plan(TEXTS) == host.plan(TEXTS, has_options=False) == ()
    gone = Operation(WRITE_FILE, f"/{boot.OPTIONS}", options.read_text(), "")
    assert [gone in host.plan(Texts("", ""), has_options=stay) for stay in (True, False)] == [False, True]


def test_an_empty_file_is_no_missing_one(host, tmp_path):
    write(host)
    enable(tmp_path)
    rules = tmp_path / "root" / boot.RULES
    rules.write_text("")
    assert [operation.key for operation in host.plan(TEXTS)] == ["/" + boot.RULES]
    assert "/" + boot.RULES in [operation.key for operation in host.plan(Texts("", ""))]


def test_every_operation_has_an_inverse_that_leaves_nothing(host, tmp_path):
    written = [operation for operation in host.plan(TEXTS) if operation.operation == WRITE_FILE]
    for operation in written:
        host.perform(operation)
    for operation in reversed(written):
        host.perform(inverse(operation))
    assert [path.name for path in (tmp_path / "root").rglob("*") if path.is_file()] == []


def test_whatever_bytes_were_there_undoing_brings_them_back(host, tmp_path):
    rules = tmp_path / "root" / boot.RULES
    rules.parent.mkdir(parents=True)
    rules.write_bytes(b"\xff\xfe\r\n\x00")
    operation = host.plan(TEXTS)[0]
    host.perform(operation)
    assert rules.read_text() == TEXTS.rules
    host.perform(inverse(operation))
    assert rules.read_bytes() == b"\xff\xfe\r\n\x00"


def test_below_another_root_systemctl_works_there_and_no_running_systemd_is_told(host, tmp_path):
    write(host)
    host.perform(UNIT)
    host.perform(inverse(UNIT))
    root = f"--root {tmp_path / 'root'}"
    assert (tmp_path / "said").read_text().splitlines() == [
        f"{root} enable {boot.UNIT}",
        f"{root} disable {boot.UNIT}",
    ]


def test_a_systemctl_that_fails_or_hangs_is_one_clear_error(host, systemctl, monkeypatch):
    systemctl("echo read-only >&2; exit 1")
    with pytest.raises(boot_steps.BootError, match=f"systemctl enable {boot.UNIT}: read-only"):
        host.perform(UNIT)
    systemctl("exec sleep 60")
    monkeypatch.setattr(boot_steps, "_PATIENCE", 0.1)
    with pytest.raises(boot_steps.BootError, match=r"has not ended within 0\.1 s"):
        host.perform(UNIT)


def test_no_systemctl_matters_only_where_something_is_to_be_enabled_or_disabled(host, tmp_path, monkeypatch):
    write(host)
    enable(tmp_path)
    monkeypatch.setattr(boot_steps.shutil, "which", lambda _name: None)
    assert host.plan(TEXTS) == ()
    with pytest.raises(boot_steps.BootError, match="has no systemctl"):
        host.plan(Texts("", ""))


def test_a_folder_that_is_there_keeps_its_mode_and_a_new_one_is_open(host, tmp_path):
    own, others = (tmp_path / "root" / name for name in ("etc/lvs.cluster", "etc/systemd/system"))
    others.mkdir(parents=True, mode=0o700)
    before = os.umask(0o077)
    write(host)
    os.umask(before)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (own, others)] == [0o755, 0o700]
    assert {stat.S_IMODE(path.stat().st_mode) for path in own.iterdir()} == {0o644}


def test_a_text_that_cannot_be_written_leaves_the_old_one_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "file"
    files.replace(str(path), "old\n")

    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.replace(str(path), "new\n")
    assert [(found.name, found.read_text()) for found in tmp_path.iterdir()] == [("file", "old\n")]


@pytest.mark.parametrize("text", ["new\n", ""])
def test_what_a_kill_has_left_beside_a_file_is_gone_after_the_next_one(tmp_path, text):
    path = tmp_path / "file"
    files.replace(str(path), "old\n")
    child = os.fork()
    if not child:
        files.os.replace = lambda *_names: os.kill(os.getpid(), signal.SIGKILL)
        files.replace(str(path), "half")
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert path.read_text() == "old\n"
    assert len(list(tmp_path.iterdir())) == 2
    files.replace(str(path), text)
    assert [found.read_text() for found in tmp_path.iterdir()] == [text] * bool(text)
