# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every network service is restarted under load, and every real server as a whole."""

from __future__ import annotations

import itertools
import re
import subprocess
from contextlib import contextmanager

import pytest

from lab.cluster.nodes import at_once, until
from lab.cluster.recording import Recording, recording

SERVICES = ("networking", "systemd-networkd", "NetworkManager")
SYSCTLS = (
    "cd /proc/sys/net/ipv4/conf/all; while :; do read i <arp_ignore; read a <arp_announce; echo $i $a; sleep 0.1; done"
)
FIRST, LAST = "127.0.0.8", "127.0.0.9"


class Presence:
    """What a node itself says of its VIPs and sysctls, without a gap."""

    def __init__(self, node):
        self._addresses = Recording(node, "ip", "-o", "monitor", "address")
        self._sysctls = Recording(node, "sh", "-c", SYSCTLS)
        self._node = node

    @contextmanager
    def during(self):
        """What happens in this context is recorded: it begins when a change is heard, not when the recorders start."""
        with recording([self._addresses, self._sysctls]):
            assert until(lambda: self._hears(FIRST))
            yield

    def lost(self):
        """The addresses that went from lo. One that comes and goes now has to be among them."""
        assert until(lambda: self._hears(LAST))
        return self._deleted() - {FIRST, LAST}

    def _hears(self, marker):
        for verb in ("add", "delete"):
            self._node.run("ip", "address", verb, f"{marker}/32", "dev", "lo")
        return marker in self._deleted()

    def _deleted(self):
        return set(re.findall(r"Deleted \d+: lo +inet6? ([^/ ]+)/", self._addresses.text()))

    def values(self):
        """Every pair of values that the sysctls had."""
        return set(self._sysctls.text().splitlines())


@pytest.fixture
def serve_again(vips):
    """True once each of these nodes has answered for each VIP again."""

    def wait(watching, names, seconds=60):
        before = watching.seen().answers
        due = set(itertools.product(vips, names))
        return until(lambda: due <= (watching.seen().answers - before).keys(), seconds, pause=0.5)

    return wait


@pytest.mark.parametrize("service", SERVICES)
def test_a_network_service_restarts(service, of_service, watch, serve_again, held, present, astray):
    node, watching = of_service(service), watch()
    presence, run = Presence(node), node.run("systemctl", "show", "--value", "--property", "InvocationID", service)
    with watching.during(), presence.during():
        assert serve_again(watching, [node.name]), "the control: it serves"
        node.run("systemctl", "restart", service, deadline=90)
        assert serve_again(watching, [node.name])
        seen = watching.outcome()
        assert presence.lost() == set()
        assert presence.values() == {"1 2"}
    assert node.run("systemctl", "show", "--value", "--property", "InvocationID", service) != run
    assert watching.complaints(seen) == {}
    assert held(node) == present
    assert astray(node) == []


def test_control_without_its_rule_a_gateway_for_answers_is_of_no_use(of_service, hostvars, watch, vips, serve_again):
    """The host's own default route leads to nobody."""
    node, watching = of_service("systemd-networkd"), watch()
    table = hostvars[node.name].get("realserver_reply_table", 7100)
    rule = f"from {vips[0]} lookup {table} priority {table} protocol kernel".split()
    with watching.during():
        assert serve_again(watching, [node.name])
        node.run("ip", "rule", "delete", *rule)
        lost = watching.seen().unanswered
        assert until(lambda: watching.seen().unanswered[vips[0]] > lost[vips[0]], pause=0.5)
        node.run("ip", "rule", "add", *rule)
        assert serve_again(watching, [node.name])


def test_control_systemd_networkd_does_away_with_rules_and_routes_of_others(of_service):
    """So it matters that ours are marked as the kernel's own."""
    node = of_service("systemd-networkd")
    node.run(*f"ip rule add from {LAST} lookup 7999 priority 7999 protocol static".split())
    node.run(*"ip route add default via 10.255.255.254 dev eth0 onlink table 7999 protocol static".split())
    node.run("systemctl", "restart", "systemd-networkd")
    assert until(lambda: node.run("ip", "rule", "list", "priority", "7999") == "")
    assert until(lambda: node.attempt("ip", "route", "list", "table", "7999")[1] == "")


def test_control_a_gap_is_seen(cluster, vips):
    node = cluster[cluster.layout.realservers[0]]
    presence = Presence(node)
    vip = f"{vips[0]}/32"
    with presence.during():
        node.run("ip", "address", "delete", vip, "dev", "lo")
        node.run("sysctl", "-w", "net.ipv4.conf.all.arp_announce=1")
        assert until(lambda: "1 1" in presence.values())
        node.run("sysctl", "-w", "net.ipv4.conf.all.arp_announce=2")
        node.run("ip", "address", "add", vip, "dev", "lo", "label", "lo:0", "scope", "host")
        assert presence.lost() == {vips[0]}


def test_all_real_servers_start_anew_at_once(cluster, watch, serve_again, held, present, astray):
    names, watching = cluster.layout.realservers, watch()
    with watching.during():
        at_once(restart, names)
        assert serve_again(watching, names, 90)
        seen = watching.outcome()
    assert watching.complaints(seen) == {}
    assert cluster.each(names, held) == dict.fromkeys(names, present)
    assert [way for name in names for way in astray(cluster[name])] == []


def restart(name):
    """As a reboot: systemd shuts down, and whatever is in no file is gone."""
    subprocess.run(["docker", "restart", "--time", "30", name], check=True, timeout=180, stdout=subprocess.PIPE)
