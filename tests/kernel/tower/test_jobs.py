# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs of the example project, run as Tower runs them, on namespaces that are its hosts; ipvsadm and ip are asked.

One cluster lives through all of them, since a job costs a quarter of a minute here; the tags leave out ``verify``.
"""

import pytest

from tests.kernel.tower.hosts import ADDRESSES, PORTS, Hosts
from tests.kernel.tower.job import Tower
from tests.tower.inventories import slices

VIP, REALSERVERS, ENABLED = "10.0.0.100", ["web1", "web2"], list(ADDRESSES)
DISABLED = "10.0.0.13"
BOUNDS = {"lvs_prune": "false", "lvs_max_removals": "50%", "lvs_min_ready": 1}
DRAIN = {
    "lvs_hosts": "web1",
    "lvs_destinations": "",
    "lvs_drain_services": "",
    "lvs_drain_wait": "true",
    "lvs_drain_timeout": 60,
    "lvs_drain_on_timeout": "fail",
    "lvs_drain_connections": 0,
    "lvs_drain_idle": 0,
    "lvs_drain_persistent": "false",
    "lvs_min_ready": 1,
}


def rules(weights):
    """Return what ipvsadm lists of a table with these real servers and their weights."""
    services = [f"-A -t {VIP}:{port} -s wlc" for port in PORTS]
    held = [f"-a -t {VIP}:{port} -r {one}:{port} -g -w {weight}" for port in PORTS for one, weight in weights.items()]
    return sorted(services + held)


WEIGHTS = {"10.0.0.11": 1, "10.0.0.12": 2, DISABLED: 1}
WHOLE = rules(WEIGHTS)


@pytest.fixture
def hosts(tmp_path):
    hosts = Hosts(tmp_path)
    yield hosts
    hosts.close()


@pytest.fixture
def tower(tmp_path, hosts):
    return Tower(tmp_path, {name: {**hosts.variables(name), "director_packages": []} for name in ENABLED})


def table(hosts):
    return sorted(line.strip() for line in hosts["lb1"].run("ipvsadm", "-Sn").splitlines())


def silent(hosts):
    """Return the real servers that hold the VIP, each of them in silence."""
    holding = [name for name in REALSERVERS if f"{VIP}/32" in hosts[name].run("ip", "address", "show", "lo")]
    for name in holding:
        settings = hosts[name].run("sysctl", "-n", "net.ipv4.conf.all.arp_ignore", "net.ipv4.conf.all.arp_announce")
        assert settings.split() == ["1", "2"]
    return holding


def announced(hosts):
    return f"{VIP}/32" in hosts["lb1"].run("ip", "address", "show", "eth0")


def serves(hosts):
    """True when all is as it was before the inventory was cut down: table, VIPs, and silence."""
    return (table(hosts), silent(hosts), announced(hosts)) == (WHOLE, REALSERVERS, True)


def test_a_cluster_lives_through_what_tower_does(tower, hosts):
    # web3 serves since an earlier day, and somebody has disabled it in Tower.
    hosts["lb1"].run("ipvsadm", "-R", stdin="".join(f"{rule}\n" for rule in rules({DISABLED: 1})))
    assert silent(hosts) == []

    cancelled = tower.launch("site.yml", BOUNDS, ENABLED, cancel_at="Load the table of virtual servers")
    assert cancelled.status == "canceled"
    assert "PLAY RECAP" not in cancelled.output
    assert silent(hosts) == REALSERVERS
    assert table(hosts) in (rules({DISABLED: 1}), WHOLE)
    assert not announced(hosts)

    done = tower.launch("rollout.yml", {"lvs_serial": "1,100%", **BOUNDS}, ENABLED, tags="rollout")
    assert done.status == "successful", done.output
    assert serves(hosts)

    with_director, without = slices(ENABLED, 2)
    assert ("lb1" in with_director, "lb1" in without) == (True, False)
    # In this slice nobody sees the director, and so nobody is proved wrong either.
    part = tower.launch("site.yml", BOUNDS, without, tags="realserver,director")
    assert part.status == "successful", part.output
    assert "has no director in this inventory" in part.output
    assert serves(hosts)
    limited = tower.launch("site.yml", BOUNDS, with_director, limit="lvs_directors", tags="director")
    assert limited.status == "successful", limited.output
    assert serves(hosts)

    drained = tower.launch("drain.yml", DRAIN, ENABLED)
    assert drained.status == "successful", drained.output
    assert table(hosts) == rules({**WEIGHTS, "10.0.0.11": 0})
    given_back = tower.without_a_terminal("undrain.yml", {"lvs_hosts": "web1", "lvs_destinations": ""}, ENABLED)
    assert given_back.returncode == 0, given_back.stdout + given_back.stderr
    assert serves(hosts)

    # Control: what nobody knows is kept, because nobody has said that it shall go.
    pruned = tower.launch("site.yml", {**BOUNDS, "lvs_prune": "true"}, ENABLED, limit="lvs_directors", tags="director")
    assert pruned.status == "successful", pruned.output
    assert table(hosts) == rules({"10.0.0.11": 1, "10.0.0.12": 2})
