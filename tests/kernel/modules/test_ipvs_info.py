# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module ``ipvs_info`` on a real kernel, after what ipvsadm and a real client did."""

import re
import socket

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import presence, wire_info
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.client import Client
from ansible_collections.lvs.cluster.plugins.module_utils._model import operations as op
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, Service, ServiceKey
from ansible_collections.lvs.cluster.plugins.modules import ipvs, ipvs_info

from tests.kernel.conftest import run

VIP = "203.0.113.10"
RULES = [
    f"-A -t {VIP}:80 -s sh -p 300 -M 255.255.255.0 -b sh-port",
    f"-a -t {VIP}:80 -r 10.0.0.11:80 -g -w 5",
    "-A -f 7 -6 -s wlc",
    "-a -f 7 -6 -r [2001:db8::1]:0 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum",
]


@pytest.fixture
def traffic():
    """One TCP connection through the service ``VIP:80`` that stays open while the test looks."""
    run("ip", "address", "add", f"{VIP}/32", "dev", "lo")
    server = socket.create_server((VIP, 80))
    with server, socket.create_connection((VIP, 80), timeout=10) as client, server.accept()[0]:
        yield client.getsockname()[1]


def test_services_can_be_given_to_ipvs_as_they_are(module, ipvsadm):
    ipvsadm.restore(*RULES)
    services = module(ipvs_info.main)["services"]
    assert module(ipvs.main, services=services, persist=False)["changed"] is False
    run("ipvsadm", "-C")
    module(ipvs.main, services=services)
    assert ipvsadm.save() == sorted(RULES)


def test_counters_and_connections_are_those_of_ipvsadm(module, ipvsadm, request):
    ipvsadm.restore(*(rule.replace("10.0.0.11", "127.0.0.1") for rule in RULES))
    port = request.getfixturevalue("traffic")
    result = module(ipvs_info.main, connections=True, connection_filter={"client": f"{VIP}:{port}"})
    (entry,) = result["connections"]
    assert (entry["service"], entry["destination"], entry["state"]) == (f"{VIP}:80", "127.0.0.1:80", "ESTABLISHED")
    assert result["connection_count"] == 1
    (web,) = (found for found in result["statistics"] if found["service"] == f"tcp {VIP}:80")
    (destination,) = web["destinations"]
    listed = re.search(r"-> 127\.0\.0\.1:80 +\w+ +5 +(\d+) +(\d+)", run("ipvsadm", "-Ln"))
    assert (destination["active_connections"], destination["inactive_connections"]) == tuple(map(int, listed.groups()))
    assert destination["active_connections"] == 1
    assert module(ipvs_info.main, connections=True)["connection_count"] == 2


def test_timeouts_daemons_and_sizes_are_those_of_ipvsadm(module):
    run("ipvsadm", "--set", "901", "121", "301")
    run("ipvsadm", "--start-daemon", "master", "--mcast-interface", "lo", "--syncid", "5")
    result = module(ipvs_info.main)
    assert result["timeouts"] == {"tcp": 901, "tcp_fin": 121, "udp": 301}
    (daemon,) = result["sync"]
    assert daemon == {
        "state": "master",
        "interface": "lo",
        "id": 5,
        "maxlen": daemon["maxlen"],
        "group": "224.0.0.81",
        "port": 8848,
        "ttl": 1,
    }
    assert f"maxlen={daemon['maxlen']}" in run("ipvsadm", "-Ln", "--daemon")
    heading = f"IP Virtual Server version {result['version']} (size={result['table_size']})"
    assert run("ipvsadm", "-Ln").startswith(heading)
    run("ipvsadm", "--stop-daemon", "master")


def test_sysctls_are_read_by_their_names(module):
    run("sysctl", "-w", "net.ipv4.vs.expire_nodest_conn=1")
    sysctls = module(ipvs_info.main)["sysctls"]
    assert sysctls["expire_nodest_conn"] == 1
    assert sysctls["sync_threshold"] == "3 50"


def test_what_cannot_be_declared_is_shown_as_it_is(module, ipvsadm):
    """Of ipvsadm are services that no cluster can have; the rest of what a kernel takes is made with our own client."""
    ipvsadm.restore(
        "-A -t 127.0.0.1:80 -s wlc", "-a -t 127.0.0.1:80 -r 127.0.0.2:80 -g -w 1", "-A -u 0.0.0.0:0 -s rr -p 9"
    )
    odd = Service(ServiceKey("ipv4", "255", VIP, 1), "rr")
    kinds = [{"forwarding": "localnode"}, {"forwarding": "bypass"}, {"forwarding": "tunnel", "tunnel": (9, 0, 4)}]
    real = [Destination(f"10.0.0.{number}", 0, weight=70000, **kind) for number, kind in enumerate(kinds, 1)]
    made = [op.Operation(op.ADD_DESTINATION, odd.key, None, destination) for destination in real]
    with Client() as connection:
        connection.execute([op.Operation(op.ADD_SERVICE, odd.key, None, odd), *made])
    services = {(one["protocol"], one["address"]): one for one in module(ipvs_info.main)["services"]}
    assert set(services) == {("255", VIP), ("tcp", "127.0.0.1"), ("udp", "0.0.0.0")}  # noqa: S104
    shown = services["255", VIP]["destinations"]
    assert [found["forwarding"] for found in shown] == ["localnode", "bypass", "tunnel"]
    assert [found["weight"] for found in shown] == [70000] * 3
    assert shown[2]["tunnel"] == {"type": "9", "port": None, "flags": []}
    assert services["udp", "0.0.0.0"]["persistence"]["timeout"] == 9  # noqa: S104
    purged = module(ipvs.main, services=[], purge_services="all")
    assert purged["operation_count"] == 3
    assert ipvsadm.save() == []


def test_an_answer_that_cannot_be_understood_fails_the_module_in_one_sentence(module, ipvsadm, monkeypatch):
    ipvsadm.restore(*RULES)
    monkeypatch.setattr(wire_info, "_SVC_STATS64", 99)
    assert module(ipvs_info.main)["msg"] == "the kernel's answer has no attribute 99 (64-bit counters)"


def test_an_unloaded_ip_vs_is_an_empty_table(module, monkeypatch):
    monkeypatch.setattr(presence, "_TABLE", "/nonexistent")
    result = module(ipvs_info.main, connections=True)
    assert (result["loaded"], result["services"], result["connections"]) == (False, [], [])
