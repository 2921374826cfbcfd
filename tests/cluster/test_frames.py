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


def test_segments_and_the_one_that_opens_a_connection():
    head = f"1.5 {ROUTER} > {WEB1}, ethertype IPv4 (0x0800), length 74: 10.77.2.10.40000 > 10.77.1.100.80: Flags"
    opening, other = parse_frames(f"{head} [S], seq 1, win 64240, length 0\n{head} [S.], seq 1, ack 2, length 0")
    assert opening == Frame(ROUTER, WEB1, "ip", "10.77.2.10", "10.77.1.100", 40000, 80, flags="S")
    assert not other.opens


def test_solicitations_and_advertisements_of_ipv6():
    head = f"1.5 {WEB1} > 33:33:ff:00:01:00, ethertype IPv6 (0x86dd), length 86:"
    asked, told = parse_frames(
        f"{head} fe80::b > ff02::1:ff00:100: ICMP6, neighbor solicitation, who has fd00::100, length 32\n"
        f"{head} fe80::b > fe80::1: ICMP6, neighbor advertisement, tgt is fd00::b, length 32"
    )
    assert asked == Frame(WEB1, "33:33:ff:00:01:00", "nd request", "fe80::b", "fd00::100")
    assert told == Frame(WEB1, "33:33:ff:00:01:00", "nd reply", "fd00::b")


def test_segments_of_ipv6_and_packets_without_ports():
    head = f"1.5 {WEB1} > {ROUTER}, ethertype IPv6 (0x86dd), length 74:"
    text = f"{head} fd00::100.80 > 2001:db8::7.40002: Flags [R.], seq 0, ack 1, win 0, length 0\n"
    assert parse_frames(text) == [Frame(WEB1, ROUTER, "ip", "fd00::100", "2001:db8::7", 80, 40002, flags="R.")]
    ping = (
        f"1.5 {ROUTER} > {WEB1}, ethertype IPv4 (0x0800), length 98: 10.77.2.10 > 10.77.1.11: ICMP echo request, id 1"
    )
    assert parse_frames(ping) == []


def test_the_time_of_a_frame_is_no_part_of_what_it_says():
    line = f"{WEB1} > {ALL}, ethertype ARP (0x0806), length 42: Request who-has 10.77.1.1 tell 10.77.1.11, length 28"
    first, second, named = parse_frames(f"1700000000.25 {line}\n1700000000.75 {line}\n12:00:00.5 {line}")
    assert first == second == named
    assert [first.time, second.time, named.time] == [1700000000.25, 1700000000.75, 0.0]


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
