# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An observation of a cluster in which every fact holds, for tests to change one thing in."""

from __future__ import annotations

import pytest

from lab.cluster.answers import Answer
from lab.cluster.frames import Frame
from lab.cluster.layout import Layout
from lab.cluster.observe import NextHop, Observation
from lab.cluster.tables import Address
from lab.cluster.traffic import Traffic

VIP, CLIENT = "10.0.1.100", "10.0.2.10"
RIPS = {"web1": "10.0.1.11", "web2": "10.0.1.12"}
OWN = {"director": "10.0.1.10", "router": "10.0.1.1", **RIPS}
MACS = {name: f"02:00:00:00:00:{number:02x}" for number, name in enumerate([*OWN, "client"], start=1)}
SERVICE = f"{VIP}:80"
STATS = {"Conns": 4, "InPkts": 8, "OutPkts": 0, "InBytes": 800, "OutBytes": 0}


def held(name, address, prefix=24, interface="eth0", label="eth0"):
    return Address(address, prefix, interface, label, MACS[name] if interface == "eth0" else "00:00:00:00:00:00")


def addresses():
    everyone = {name: [held(name, address)] for name, address in OWN.items()}
    everyone["director"].append(held("director", VIP, 32))
    for name in RIPS:
        everyone[name].append(held(name, VIP, 32, "lo", "lo:0"))
    everyone["router"].append(Address("10.0.2.1", 24, "eth1", "eth1", "02:00:00:00:01:02"))
    return {**everyone, "client": [held("client", CLIENT)]}


def request(source, target, port):
    return Frame(MACS[source], MACS[target], "ip", CLIENT, VIP, port, 80, flags="S")


def traffic():
    """Four requests, served in turn."""
    served = {40000 + number: name for number, name in enumerate(["web1", "web2"] * 2)}
    requests = [request("router", "director", port) for port in served]
    return Traffic(
        answers=[Answer(200, 9, name, "page") for name in served.values()],
        sent=4,
        counted=4,
        requests=requests,
        replies=[Frame(MACS[name], MACS["router"], "ip", VIP, CLIENT, 80, port) for port, name in served.items()],
        at_director=requests + [request("director", name, port) for port, name in served.items()],
        arp={name: [Frame(MACS[name], "ff:ff:ff:ff:ff:ff", "arp request", rip, OWN["router"])]
             for name, rip in RIPS.items()},
    )  # fmt: skip


@pytest.fixture
def seen():
    director, router = MACS["director"], MACS["router"]
    return Observation(
        layout=Layout("director", "router", "client", RIPS, VIP, 80, "rr"),
        addresses=addresses(),
        legs={name: held(name, address) for name, address in OWN.items()},
        pages=dict.fromkeys(RIPS, "page"),
        traffic=traffic(),
        rules=f"-A -t {SERVICE} -s rr\n" + "".join(f"-a -t {SERVICE} -r {rip}:80 -g -w 1\n" for rip in RIPS.values()),
        counters={(SERVICE, ""): STATS, **{(SERVICE, f"{rip}:80"): STATS for rip in RIPS.values()}},
        to_realservers={name: NextHop("eth0", "", MACS[name]) for name in RIPS},
        to_client={name: NextHop("eth0", OWN["router"], router) for name in RIPS},
        router_entry=director,
        responders={"router": [director], "web1": [director], "web2": [director], "director": []},
        control=[router],
    )
