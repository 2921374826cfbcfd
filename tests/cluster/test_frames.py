# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tcpdump and arping print, line by line as they were seen."""

from __future__ import annotations

from lab.cluster.frames import Frame, lost_frames, parse_frames, parse_responders

ROUTER, WEB1, ALL = "02:42:0a:4d:01:01", "02:42:0a:4d:01:0b", "ff:ff:ff:ff:ff:ff"


def test_arp_request():
    line = (
        f"1.5 {WEB1} > {ALL}, ethertype ARP (0x0806), length 42: Request who-has 10.77.1.1 tell 10.77.1.11, length 28"
    )
    assert parse_frames(line) == [Frame(WEB1, ALL, "arp request", "10.77.1.11", "10.77.1.1")]


def test_arp_request_of_arping_names_the_target_mac():
    line = f"1.5 {WEB1} > {ALL}, ethertype ARP (0x0806), length 42: Request who-has 10.77.1.1 ({ALL}) tell 10.77.1.11,"
    assert parse_frames(line) == [Frame(WEB1, ALL, "arp request", "10.77.1.11", "10.77.1.1")]


def test_arp_reply():
    line = f"1.5 {WEB1} > {ROUTER}, ethertype ARP (0x0806), length 42: Reply 10.77.1.100 is-at {WEB1}, length 28"
    assert parse_frames(line) == [Frame(WEB1, ROUTER, "arp reply", "10.77.1.100")]


def test_neighbour_discovery():
    head = f"1.5 {WEB1} > 33:33:ff:00:00:01, ethertype IPv6 (0x86dd), length 86:"
    lines = [
        f"{head} fe80::42:1 > ff02::1:ff00:100: ICMP6, neighbor solicitation, who has fd00:77:1::100, length 32",
        f"{head} fd00:77:1::10 > fe80::42:1: ICMP6, neighbor advertisement, tgt is fd00:77:1::100, length 32",
        f"{head} fe80::42:1 > ff02::2: ICMP6, router solicitation, length 16",
    ]
    asked, told = parse_frames("\n".join(lines))
    assert asked == Frame(WEB1, "33:33:ff:00:00:01", "solicitation", "fe80::42:1", "fd00:77:1::100")
    assert (told.kind, told.sender, told.receiver) == ("advertisement", "fd00:77:1::100", "fe80::42:1")


def test_segments_and_the_one_that_opens_a_connection():
    head = f"1.5 {ROUTER} > {WEB1}, ethertype IPv4 (0x0800), length 74: 10.77.2.10.40000 > 10.77.1.100.80: Flags"
    opening, other = parse_frames(f"{head} [S], seq 1, win 64240, length 0\n{head} [S.], seq 1, ack 2, length 0")
    assert opening == Frame(ROUTER, WEB1, "ip", "10.77.2.10", "10.77.1.100", 40000, 80, opens=True)
    assert not other.opens


def test_what_is_no_frame_is_left_out():
    assert (
        parse_frames("listening on eth0\n\n1.5 x > y, ethertype IPv6 (0x86dd), length 70: fe80::1 > ff02::1: ICMP6")
        == []
    )


def test_frames_that_tcpdump_missed():
    assert lost_frames("184 packets captured\n216 packets received by filter\n32 packets dropped by kernel\n") == 32
    assert lost_frames("1 packet dropped by kernel") == 1
    assert lost_frames("listening on eth0") == 0


def test_responders_each_once_in_order():
    text = """ARPING 10.77.1.100 from 10.77.1.1 eth0
Unicast reply from 10.77.1.100 [02:42:0A:4D:01:0B]  0.631ms
Unicast reply from 10.77.1.100 [02:42:0A:4D:01:0A]  0.954ms
Unicast reply from 10.77.1.100 [02:42:0A:4D:01:0B]  0.630ms
Sent 2 probes (2 broadcast(s))
Received 3 response(s)
"""
    assert parse_responders(text) == ["02:42:0a:4d:01:0b", "02:42:0a:4d:01:0a"]
    assert parse_responders("Sent 1 probes (1 broadcast(s))\nReceived 0 response(s)\n") == []
