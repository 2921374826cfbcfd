# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What /proc says of a host's processes, as keepalived 2.2.7 and ldirectord 4.12 of Debian 12 were seen there."""

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import owners
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import ServiceKey

SERVICES = [ServiceKey("ipv4", "tcp", "203.0.113.10", 80)]
NETLINK = """\
sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode
0000000004f8b6d2 0   836        00000111 0        0        0     2        0        716
00000000cbfe49f4 0   3789862627 00000000 0        0        0     2        0        717
00000000cdeaba5f 0   756        00000110 0        0        0     2        0        410
000000002369642b 16  3347055427 00000000 0        0        0     2        0        723
00000000d1c23d48 16  1530921727 00000000 0        0        0     2        0        724
"""
DEV = """\
Inter-|   Receive                |  Transmit
 face |bytes    packets          |bytes    packets
    lo:       0       0                 0       0
"""
LDIRECTORD = ("/usr/bin/perl", "-w", "/usr/sbin/ldirectord", "web.cf", "start")


class Host:
    """A /proc of the test's own."""

    def __init__(self, proc):
        self.proc = proc
        self.process("self", "/usr/bin/python3.11")
        (proc / "self/net/dev").write_text(DEV)
        (proc / "uptime").write_text("1.00 1.00\n")

    def process(self, pid, program, *arguments, files=(), namespace="net:[1]"):
        folder = self.proc / str(pid)
        for name in ("fd", "net", "ns"):
            (folder / name).mkdir(parents=True)
        (folder / "exe").symlink_to(program)
        (folder / "cmdline").write_text("".join(f"{argument}\0" for argument in arguments))
        (folder / "ns/net").symlink_to(namespace)
        (folder / "net/netlink").write_text(NETLINK)
        for number, link in enumerate(files):
            (folder / "fd" / str(number)).symlink_to(link)

    def owner(self):
        return owners.foreign_owner(SERVICES, str(self.proc))


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path)


def test_a_table_without_services_is_nobodys_and_nothing_is_read():
    assert owners.foreign_owner([], "/nowhere") is None
    with pytest.raises(FileNotFoundError):
        owners.foreign_owner(SERVICES, "/nowhere")


def test_a_host_without_drivers_has_none(host):
    host.process(1, "/usr/lib/systemd/systemd", files=["socket:[723]"])
    assert host.owner() is None


def test_keepalived_with_a_generic_netlink_socket_of_this_namespace_drives_the_table(host):
    host.process(833, "/usr/sbin/keepalived", files=["/dev/null", "pipe:[707]"])
    host.process(835, "/usr/sbin/keepalived", files=["/dev/null", "anon_inode:[timerfd]", "socket:[723]"])
    owner = host.owner()
    assert owner.name == "keepalived"
    assert owner.evidence == (
        "process 835 (/usr/sbin/keepalived) is its one for virtual servers: it keeps the generic netlink "
        "socket:[723] open"
    )


def test_an_upgraded_keepalived_still_does(host):
    host.process(835, "/usr/sbin/keepalived (deleted)", files=["socket:[723]"])
    assert host.owner().name == "keepalived"


def test_listening_for_addresses_is_no_vrrp(host):
    host.process(835, "/usr/sbin/keepalived", files=["socket:[723]", "socket:[410]"])
    assert host.owner().name == "keepalived"


@pytest.mark.parametrize(
    "files",
    [
        ["socket:[717]"],
        ["socket:[716]", "socket:[717]"],
        ["socket:[716]", "socket:[717]", "socket:[724]"],
        ["socket:[999]"],
        ["pipe:[723]"],
    ],
    ids=["another netlink socket", "vrrp", "vrrp with the sync daemon", "a socket of another namespace", "no socket"],
)
def test_keepalived_that_does_something_else_does_not(host, files):
    host.process(835, "/usr/sbin/keepalived", files=files)
    assert host.owner() is None


@pytest.mark.parametrize(
    "arguments",
    [
        LDIRECTORD,
        ("perl", "/opt/ldirectord", "-d", "web.cf", "restart"),
        ("ldirectord tcp:203.0.113.10:80 checking 10.0.0.12",),
    ],
)
def test_perl_that_runs_ldirectord_drives_the_table(host, arguments):
    host.process(804, "/usr/bin/perl", *arguments)
    assert host.owner() == owners.Owner("ldirectord", f"process 804 runs it ({' '.join(arguments)})")


@pytest.mark.parametrize(
    "arguments",
    [
        (*LDIRECTORD[:-1], "status"),
        ("perl", "grep.pl", "/usr/sbin/ldirectord", "start"),
        ("perl", "-w"),
        ("",),
    ],
)
def test_perl_that_does_something_else_does_not(host, arguments):
    host.process(804, "/usr/bin/perl", *arguments)
    assert host.owner() is None


def test_ldirectord_of_another_namespace_drives_another_table(host):
    host.process(804, "/usr/bin/perl", *LDIRECTORD, namespace="net:[2]")
    assert host.owner() is None


def test_another_program_with_the_arguments_of_ldirectord_does_not(host):
    host.process(804, "/usr/bin/vim.basic", *LDIRECTORD)
    assert host.owner() is None


def test_what_ends_while_it_is_looked_at_is_passed_over(host):
    (host.proc / "700").mkdir()
    host.process(701, "/usr/sbin/keepalived")
    (host.proc / "701/fd").rmdir()
    host.process(702, "/usr/bin/perl", *LDIRECTORD)
    (host.proc / "702/cmdline").unlink()
    assert host.owner() is None
    host.process(835, "/usr/sbin/keepalived", files=["socket:[723]"])
    assert host.owner().name == "keepalived"
