# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the captured frames count."""

from __future__ import annotations

from lab.cluster.frames import Frame
from lab.cluster.traffic import told_apart

VIP, CLIENT, ALL = "10.0.1.100", "10.0.2.10", "ff:ff:ff:ff:ff:ff"


def test_frames_flooded_to_every_port_are_left_out(seen):
    mac = seen.mac
    request = Frame(mac("router"), mac("director"), "ip", CLIENT, VIP, 40000, 80)
    onward = Frame(mac("director"), mac("web1"), "ip", CLIENT, VIP, 40000, 80)
    reply = Frame(mac("web1"), mac("router"), "ip", VIP, CLIENT, 80, 40000)
    astray = Frame(mac("web1"), mac("director"), "ip", VIP, CLIENT, 80, 40000)
    own = Frame(mac("web1"), ALL, "arp request", "10.0.1.11", "10.0.1.1")
    other = Frame(mac("web2"), ALL, "arp request", "10.0.1.12", "10.0.1.1")
    everything = [request, onward, reply, astray]
    captured = {"router": everything, "director": everything, "web1": [own, other], "web2": [own, other]}
    assert told_apart(seen.layout, seen.legs, captured) == {
        "requests": [request],
        "replies": [reply],
        "at_director": [request, onward, astray],
        "arp": {"web1": [own], "web2": [other]},
    }
