# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module ``traffic_watch`` in a whole cluster; tcpdump, ipvsadm and the taps at the switch tell what there was."""

import collections
import contextlib
import itertools
import signal
import socket
import subprocess
import time

import pytest
from ansible_collections.lvs.cluster.plugins.modules import traffic_probe, traffic_watch

from lab.cluster.frames import parse_frames
from tests.kernel.conftest import run
from tests.kernel.traffic import links
from tests.kernel.traffic.cluster import CLIENT, CLIENT6, VIPS, VIPS6
from tests.kernel.traffic.tap import speaks_for
from tests.kernel.vips import at, hide, names, set_sysctl

VIP, VIP6 = VIPS[0], VIPS6[0]
CLIENTS = [CLIENT, CLIENT6]
ND = {"neighbour_solicitation": "nd request", "neighbour_advertisement": "nd reply"}


@pytest.fixture
def on(module, tmp_path):
    """``on(host, main, **params)`` runs a module there."""

    def call(host, main, **params):
        with at(host, tmp_path / host.name):
            return module(main, **params)

    return call


@pytest.fixture
def watch(on):
    """``watch(host, state, **params)`` runs ``traffic_watch`` there, which has to succeed; what is left is ended."""
    hosts = []

    def call(host, state, **params):
        hosts.append(host)
        result = on(host, traffic_watch.main, state=state, **params)
        assert "failed" not in result, result
        assert result["changed"] is False
        return result.get("watch", result)

    yield call
    for host in dict.fromkeys(hosts):
        on(host, traffic_watch.main, state="absent")


@pytest.fixture
def serving(cluster, module, tmp_path):
    """Real servers with both VIPs hidden, that take connections on port 80; the kernel does that by itself."""
    with contextlib.ExitStack() as stack:
        for realserver in cluster.realservers:
            with at(realserver, tmp_path / realserver.name):
                names(hide(module, VIP, VIP6, persist=False))
                for vip, kind in ((VIP, socket.AF_INET), (VIP6, socket.AF_INET6)):
                    stack.enter_context(socket.create_server((vip, 80), family=kind, backlog=1024))
        yield


@pytest.fixture
def ask(cluster, module):
    """The client asks each VIP ``count`` times, and is answered."""

    def call(count):
        services = [{"address": vip, "port": 80, "count": count} for vip in (VIP, VIP6)]
        with cluster.client.entered():
            found = module(traffic_probe.main, services=services)["requests"]
        assert [(one["answered"], one["error"]) for one in found] == [(count, "")] * 2
        return found

    return call


@contextlib.contextmanager
def dumping(host, folder):
    """The frames of tcpdump are in the list once the block is left."""
    path, frames = folder / f"{host.name}.pcap", []
    with host.entered():
        command = ["tcpdump", "-p", "-n", "-U", "-i", "eth0", "-Z", "root", "-w", str(path)]
        tcpdump = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert "listening on eth0" in next(line for line in tcpdump.stderr if "listening" in line)
    try:
        yield frames
    finally:
        tcpdump.send_signal(signal.SIGINT)
        said = tcpdump.communicate(timeout=30)[1]
    assert "\n0 packets dropped by kernel" in said
    frames += parse_frames(run("tcpdump", "-Z", "root", "-n", "-e", "-tt", "-r", str(path)))


def about(vips, frames):
    """How often each of tcpdump's frames came; of an advertisement it does not tell the receiver."""
    return collections.Counter(
        (one.source, one.target, one.kind, one.sender, one.receiver)
        for one in frames
        if one.sender in vips or one.receiver in vips
    )


def told(frames):
    """The same of the module's rows."""
    found = collections.Counter()
    for one in frames:
        kind = ND.get(one["kind"], one["kind"].replace("_", " "))
        receiver = "" if kind in ("nd reply", "arp reply") else one["receiver"]
        found[one["source"], one["target"], kind, one["sender"], receiver] += one["count"]
    return found


def leaks(seen, vips=(VIP, VIP6)):
    """The rows of a host that speaks for a VIP."""
    return [
        one for one in seen["frames"] if one["direction"] == "out" and one["kind"] != "ip" and one["sender"] in vips
    ]


def ip_rows(seen, direction):
    return [one for one in seen["frames"] if one["kind"] == "ip" and one["direction"] == direction]


@pytest.mark.usefixtures("serving")
def test_what_it_sees_is_what_tcpdump_sees(cluster, watch, ask, tmp_path):
    hosts = (cluster.director, *cluster.realservers)
    with contextlib.ExitStack() as stack:
        for host in hosts:
            watch(host, "started", vips=[VIP, VIP6], clients=CLIENTS)
        dumped = {host.name: stack.enter_context(dumping(host, tmp_path)) for host in hosts}
        cluster.probe()
        ask(3)
        cluster.router.tap.frames()
        seen = {host.name: watch(host, "collected") for host in hosts}
    for host in hosts:
        found = seen[host.name]
        assert (found["control"], found["dropped"], found["interfaces"]) == (True, 0, ["eth0"])
        assert 0 < found["seconds"] < 60
        assert told(found["frames"]) == about((VIP, VIP6), dumped[host.name])
        ways = {(one["direction"], one["source"] == host.mac) for one in found["frames"]}
        assert ways == {("in", False), ("out", True)}
    assert {"arp_request", "arp_reply", "neighbour_solicitation", "neighbour_advertisement", "ip"} <= {
        one["kind"] for one in seen["director"]["frames"]
    }
    assert seen["rs1"]["counters"] == {}


@pytest.mark.usefixtures("serving")
def test_the_way_of_requests_and_of_answers_is_told(cluster, watch, ask):
    hosts = (cluster.director, *cluster.realservers)
    for host in hosts:
        watch(host, "started", vips=[VIP, VIP6])
    ask(4)
    director, *realservers = (watch(host, "collected") for host in hosts)
    macs = {one.mac for one in cluster.realservers}
    assert {one["source"] for one in ip_rows(director, "in")} == {cluster.router.mac}
    assert {one["target"] for one in ip_rows(director, "out")} == macs
    assert {one["sender"] for one in ip_rows(director, "in")} == set(CLIENTS)
    for seen in realservers:
        assert {one["source"] for one in ip_rows(seen, "in")} == {cluster.director.mac}
        assert {one["target"] for one in ip_rows(seen, "out")} == {cluster.router.mac}
        assert {one["sender"] for one in ip_rows(seen, "out")} == {VIP, VIP6}
        assert leaks(seen) == []


@pytest.mark.usefixtures("serving")
def test_an_answer_that_enters_the_director_is_seen_there(cluster, watch):
    """Control: with the director as its gateway, a real server's answers enter it."""
    realserver = cluster.realservers[0]
    with realserver.entered():
        links.add_gateway(cluster.director.address, "eth0")
    watch(cluster.director, "started", vips=[VIP])
    with cluster.client.entered():
        for _turn in range(4):
            with contextlib.suppress(OSError), socket.create_connection((VIP, 80), 1):
                pass
    entered = [one for one in ip_rows(watch(cluster.director, "collected"), "in") if one["sender"] == VIP]
    assert {one["source"] for one in entered} == {realserver.mac}


@pytest.mark.usefixtures("serving")
def test_counters_grow_by_what_was_sent_and_agree_with_ipvsadm(cluster, watch, ask):
    def listed():
        with cluster.director.entered():
            lines = run("ipvsadm", "-Ln", "--stats", "--exact").splitlines()
        return {words[1]: [int(word) for word in words[2:5]] for words in map(str.split, lines) if words[0] == "TCP"}

    ask(2)  # what was before does not count
    watch(cluster.director, "started", vips=[VIP, VIP6])
    before = listed()
    ask(5)
    seen = watch(cluster.director, "collected")
    grown = {name: [now - then for now, then in zip(listed()[name], before[name])] for name in before}
    counters = seen["counters"]
    assert set(counters) == {f"tcp {VIP}:80", f"tcp [{VIP6}]:80"}
    for service, found in counters.items():
        assert [found["connections"], found["inpkts"], found["outpkts"]] == grown[service[len("tcp ") :]]
        assert (found["connections"], found["outpkts"]) == (5, 0)
        vip = VIP6 if VIP6 in service else VIP
        entered = [one["count"] for one in ip_rows(seen, "in") if one["receiver"] == vip]
        assert sum(entered) == found["inpkts"] > 5


@pytest.mark.usefixtures("serving")
@pytest.mark.parametrize(("arp_announce", "is_heard"), [(2, False), (0, True)])
def test_a_leak_of_arp_announce_is_seen(cluster, watch, arp_announce, is_heard):
    realserver = cluster.realservers[0]
    with realserver.entered():
        set_sysctl("arp_announce", arp_announce)
    for host in cluster.realservers:
        watch(host, "started", vips=[VIP, VIP6], clients=CLIENTS)
    cluster.visit()
    leaky, quiet = (watch(host, "collected") for host in cluster.realservers)
    assert leaky["control"]
    assert quiet["control"]
    assert leaks(quiet) == []
    assert [(one["kind"], one["source"], one["sender"]) for one in leaks(leaky)] == [
        ("arp_request", realserver.mac, VIP)
    ] * is_heard
    assert bool(cluster.leaks()) == is_heard


@pytest.mark.usefixtures("serving")
def test_an_answer_that_leaks_is_seen(cluster, watch):
    realserver = cluster.realservers[0]
    with realserver.entered():
        set_sysctl("arp_ignore", 0)
    watch(realserver, "started", vips=[VIP])
    cluster.probe()
    cluster.router.tap.frames()
    found = leaks(watch(realserver, "collected"))
    assert {(one["kind"], one["sender"]) for one in found} == {("arp_reply", VIP)}
    assert cluster.router.mac in {one["target"] for one in found}


@pytest.mark.usefixtures("serving")
@pytest.mark.parametrize(("clients", "asks"), [(CLIENTS, True), ([], False)])
def test_with_clients_it_asks_for_their_gateway_again_and_again(cluster, watch, ask, clients, asks):
    """Whoever comes first after it was forgotten has it asked, so that a leak needs the second chance.

    What is known is only asked whether it is still there, by itself.
    """
    realserver = cluster.realservers[0]
    ask(2)
    watch(realserver, "started", vips=[VIP], clients=clients)
    realserver.tap.frames()
    counts, deadline = [], time.monotonic() + 4
    while time.monotonic() < deadline:
        ask(2)
        asked = speaks_for(realserver.address, realserver.tap.frames())
        counts.append(sum((frame.to, frame.target) == ("ff:ff:ff:ff:ff:ff", "203.0.113.254") for frame in asked))
    assert (sum(counts) >= 3) is asks
    assert bool(sum(counts)) is asks


def test_a_neighbour_entry_made_for_good_stays(cluster, watch):
    realserver = cluster.realservers[0]
    with realserver.entered():
        run("ip", "neigh", "replace", "203.0.113.254", "lladdr", cluster.router.mac, "dev", "eth0", "nud", "permanent")
    watch(realserver, "started", vips=[VIP], clients=[CLIENT])
    with realserver.entered():
        assert "PERMANENT" in run("ip", "neigh", "show", "203.0.113.254")


def test_the_way_of_answers_counts_where_it_is_another_one(cluster, watch):
    """A rule for what comes from the VIP leads past the gateway of everything else."""
    realserver, other = cluster.realservers
    with realserver.entered():
        links.add_address("lo", f"{VIP}/32", "lo:0")
        run("ip", "route", "add", "default", "via", other.address, "table", "7100")
        run("ip", "rule", "add", "from", VIP, "lookup", "7100")
        gateways = (other.address, "203.0.113.254")
        for gateway in gateways:
            run("ip", "neigh", "replace", gateway, "lladdr", other.mac, "dev", "eth0", "nud", "reachable")
    watch(realserver, "started", vips=[VIP], clients=[f"{CLIENT}/24"])
    with realserver.entered():
        assert not set(gateways) & set(links.neighbours("eth0"))


def test_names_of_watches_keep_runs_apart(cluster, on, watch):
    """A second one ends the first one, whose name then collects nothing."""
    first = watch(cluster.director, "started", vips=[VIP])
    second = watch(cluster.director, "started", vips=[VIP6])
    assert second["warnings"] == ["another watch ran on this host, which nobody had collected; it was ended"]
    refused = on(cluster.director, traffic_watch.main, state="collected", name=first["name"])
    assert refused["msg"] == "this watch was ended when another one was started, which runs now"
    cluster.probe()
    seen = watch(cluster.director, "collected", name=second["name"])
    told_vips = set(itertools.chain.from_iterable((one["sender"], one["receiver"]) for one in seen["frames"]))
    assert VIP6 in told_vips
    assert VIP not in told_vips
