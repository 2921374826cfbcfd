# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who drives a table, told with the daemons themselves: each really drives it, or really does something else."""

import contextlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host.owners import Owner, foreign_owner
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import ServiceKey

from tests.kernel.conftest import run

KEY = ServiceKey("ipv4", "tcp", "203.0.113.10", 80)
KEY6 = ServiceKey("ipv6", "tcp", "2001:db8::10", 80)
RULE = "-A -t 203.0.113.10:80 -s rr"
VIRTUAL_SERVER = """
virtual_server 203.0.113.10 80 {
    lb_algo rr
    lb_kind DR
    protocol TCP
    real_server 192.0.2.11 80 { }
}
"""
VRRP = """
vrrp_instance ONE {
    interface seg0
    virtual_router_id 5
    priority 100
    advert_int 1
    unicast_peer { 192.0.2.2 }
    virtual_ipaddress { 192.0.2.100/24 }
}
"""
LDIRECTORD = """\
supervised = yes
logfile = "{folder}/log"
checkinterval = 1
fork = {fork}
virtual = 203.0.113.10:80
        real = 192.0.2.11:80 gate
        checktype = on
        scheduler = rr
        protocol = tcp
"""


@pytest.fixture
def daemon(tmp_path):
    """Start a daemon; at the end it is asked to end, and made to where it does not."""
    with contextlib.ExitStack() as ends:

        def start(*command):
            with open(tmp_path / "output", "ab") as output:
                process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
            ends.callback(end, process)
            return process

        yield start


def end(process):
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture
def keepalived(daemon, tmp_path):
    """Start keepalived in the foreground; its files are the test's own."""

    def start(configuration, *options, within=()):
        path = tmp_path / "keepalived.conf"
        path.write_text(configuration)
        pids = [word for option in ("-p", "-r", "-c", "-b") for word in (option, str(tmp_path / f"pid{option}"))]
        return daemon(*within, "keepalived", "--dont-fork", "--log-console", "-f", str(path), *pids, *options)

    return start


@pytest.fixture
def ldirectord(daemon, tmp_path):
    """Start ldirectord in the foreground, with a process for each service or without."""

    def start(fork):
        path = tmp_path / "lvs-test.cf"
        path.write_text(LDIRECTORD.format(folder=tmp_path, fork=fork))
        return daemon("ldirectord", str(path), "start")

    return start


@pytest.fixture
def segment():
    """An interface that can do VRRP."""
    run("ip", "link", "add", "seg0", "type", "veth", "peer", "name", "seg1")
    run("ip", "link", "set", "seg1", "up")
    run("ip", "link", "set", "seg0", "up")
    run("ip", "address", "add", "192.0.2.1/24", "dev", "seg0")


def eventually(condition, seconds=30):
    """Return what the condition returns as soon as that is true."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)
    return found


def driven(rules):
    """True when a table's rules have the real server, which only a daemon adds here."""
    return any("192.0.2.11:80" in rule for rule in rules)


def is_master():
    """True when keepalived's process for VRRP is up and has the address that it manages."""
    return "192.0.2.100/24" in run("ip", "address", "show", "dev", "seg0")


def pid_of(owner):
    return int(re.match(r"process (\d+) ", owner.evidence)[1])


def children_of(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_keepalived_with_virtual_servers_is_found(keepalived, ipvsadm):
    started = keepalived(VIRTUAL_SERVER)
    eventually(lambda: driven(ipvsadm.save()))
    owner = foreign_owner([KEY])
    assert owner.name == "keepalived"
    assert str(pid_of(owner)) in children_of(started.pid)
    (held,) = re.findall(r"it keeps the generic netlink (socket:\[\d+\]) open$", owner.evidence)
    assert held in [os.readlink(link) for link in Path(f"/proc/{pid_of(owner)}/fd").iterdir()]
    assert foreign_owner([]) is None


def test_it_is_found_as_long_as_it_runs(keepalived, ipvsadm):
    started = keepalived(VIRTUAL_SERVER)
    eventually(lambda: driven(ipvsadm.save()))
    assert foreign_owner([KEY])
    end(started)
    assert foreign_owner([KEY]) is None


@pytest.mark.parametrize("option", ["checker_process_name", "lvs_process_name"])
def test_its_process_may_have_another_name(keepalived, ipvsadm, option):
    keepalived(f"global_defs {{\n {option} web-front\n}}\n{VIRTUAL_SERVER}")
    eventually(lambda: driven(ipvsadm.save()))
    owner = foreign_owner([KEY])
    assert owner.name == "keepalived"
    assert Path(f"/proc/{pid_of(owner)}/comm").read_text() == "web-front\n"


@pytest.mark.usefixtures("segment")
def test_its_process_may_listen_for_addresses_and_another_do_vrrp(keepalived, ipvsadm):
    run("ip", "address", "add", "203.0.113.10/32", "dev", "lo")
    keepalived(VRRP + VIRTUAL_SERVER.replace("lb_algo", "ha_suspend\n    lb_algo"))
    eventually(lambda: driven(ipvsadm.save()) and is_master())
    assert foreign_owner([KEY]).name == "keepalived"


@pytest.mark.usefixtures("segment")
@pytest.mark.parametrize(
    ("configuration", "options"),
    [(VRRP, ()), (VRRP + VIRTUAL_SERVER, ("--vrrp",))],
    ids=["no virtual server", "--vrrp"],
)
def test_keepalived_for_vrrp_alone_is_not(keepalived, ipvsadm, configuration, options):
    ipvsadm.restore(RULE)
    keepalived(configuration, *options)
    eventually(is_master)
    assert foreign_owner([KEY]) is None


@pytest.mark.usefixtures("segment")
def test_nor_is_it_when_it_starts_the_sync_daemon(keepalived, ipvsadm):
    ipvsadm.restore(RULE)
    keepalived("global_defs {\n lvs_sync_daemon seg0 ONE\n}\n" + VRRP)
    eventually(lambda: "master sync daemon" in run("ipvsadm", "-L", "--daemon"))
    assert foreign_owner([KEY]) is None


def test_keepalived_in_another_namespace_drives_another_table(keepalived, ipvsadm):
    ipvsadm.restore(RULE)
    started = keepalived(VIRTUAL_SERVER, within=("unshare", "--net", "sh", "-c", 'ip link set lo up; exec "$@"', "sh"))
    there = ("nsenter", f"--net=/proc/{started.pid}/ns/net", "--")
    eventually(lambda: driven(run(*there, "ipvsadm", "-Sn").splitlines()))
    assert foreign_owner([KEY]) is None


def test_ldirectord_is_found_until_it_ends(ldirectord, ipvsadm):
    started = ldirectord(fork="no")
    eventually(lambda: driven(ipvsadm.save()))
    owner = foreign_owner([KEY])
    assert (owner.name, pid_of(owner)) == ("ldirectord", started.pid)
    assert re.search(r"ldirectord \S+/lvs-test\.cf start\)$", owner.evidence)
    end(started)
    assert foreign_owner([KEY]) is None


def test_what_a_killed_ldirectord_leaves_running_is_found(ldirectord):
    started = ldirectord(fork="yes")
    child = eventually(lambda: next(filter(has_a_title, children_of(started.pid)), None))
    started.kill()
    started.wait()
    try:
        assert foreign_owner([KEY]).evidence.startswith(f"process {child} runs it (ldirectord tcp:203.0.113.10:80")
    finally:
        os.kill(int(child), signal.SIGKILL)
    eventually(lambda: foreign_owner([KEY]) is None)


def has_a_title(pid):
    """True for ldirectord's process for one service, which writes what it does over its arguments."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().startswith("ldirectord tcp:")


@pytest.fixture
def kube_ipvs0():
    """kube-proxy's interface: it is down, and holds the address of a service for each family."""
    run("ip", "link", "add", "kube-ipvs0", "type", "dummy")
    run("ip", "address", "add", "203.0.113.10/32", "dev", "kube-ipvs0")
    run("ip", "-6", "address", "add", "2001:db8::10/128", "dev", "kube-ipvs0")


@pytest.mark.usefixtures("kube_ipvs0")
@pytest.mark.parametrize("key", [KEY, KEY6])
def test_the_interface_of_kube_proxy_with_an_address_of_the_table_is_found(key):
    assert foreign_owner([key]) == Owner("kube-proxy", f"the interface kube-ipvs0 holds {key.address}")


@pytest.mark.usefixtures("kube_ipvs0")
def test_without_an_address_of_the_table_it_is_left_over():
    run("ip", "address", "add", "203.0.113.11/32", "dev", "lo")
    others = [KEY._replace(address="203.0.113.11"), KEY6._replace(address="2001:db8::11")]
    assert foreign_owner([*others, ServiceKey("ipv4", "", "", 0, 7)]) is None
