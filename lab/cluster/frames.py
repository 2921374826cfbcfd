# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tcpdump and arping print, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAC = r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}"
ETHERNET = re.compile(rf"\S+ (?P<source>{MAC}) > (?P<target>{MAC}), ethertype .*?length \d+: (?P<rest>.*)")
ARP_REQUEST = re.compile(r"Request who-has (?P<receiver>[\d.]+)(?: \S+)? tell (?P<sender>[\d.]+),")
ARP_REPLY = re.compile(r"Reply (?P<sender>[\d.]+) is-at ")
# IPv6's ARP. Who advertises an address says with it that it is the owner, whatever the packet's source.
IPV6 = r"[\da-f:]+"
SOLICITATION = re.compile(rf"(?P<sender>{IPV6}) > \S+: ICMP6, neighbor solicitation, .*?who has (?P<receiver>{IPV6})")
ADVERTISEMENT = re.compile(rf"\S+ > (?P<receiver>{IPV6}): ICMP6, neighbor advertisement, .*?tgt is (?P<sender>{IPV6})")
SEGMENT = re.compile(
    r"(?P<sender>\d+(?:\.\d+){3})\.(?P<sender_port>\d+) > (?P<receiver>\d+(?:\.\d+){3})\.(?P<receiver_port>\d+):"
    r"(?P<opens> Flags \[S\],)?"
)


KINDS = {
    "arp request": ARP_REQUEST,
    "arp reply": ARP_REPLY,
    "solicitation": SOLICITATION,
    "advertisement": ADVERTISEMENT,
    "ip": SEGMENT,
}


@dataclass(frozen=True)
class Frame:
    """A frame on the wire. In ARP the sender is what the packet claims to be the sender's address."""

    source: str  # MAC addresses
    target: str
    kind: str  # one of KINDS
    sender: str  # IP addresses
    receiver: str = ""
    sender_port: int = 0
    receiver_port: int = 0
    opens: bool = False  # the SYN of a client


def parse_frames(text):
    """The frames in the output of `tcpdump -n -e`; what is of none of KINDS is left out."""
    frames = (_parse(line) for line in text.splitlines())
    return [frame for frame in frames if frame is not None]


def _parse(line):
    ether = ETHERNET.match(line)
    if ether is None:
        return None
    for kind, pattern in KINDS.items():
        found = pattern.match(ether["rest"])
        if found:
            return Frame(ether["source"], ether["target"], kind, **_typed(found.groupdict()))
    return None


def _typed(values):
    types = {"sender_port": int, "receiver_port": int, "opens": bool}
    return {name: types.get(name, str)(value) for name, value in values.items()}


def lost_frames(complaints):
    """How many frames tcpdump says the kernel dropped before it could see them."""
    found = re.search(r"(\d+) packets? dropped by kernel", complaints)
    return int(found[1]) if found else 0


def parse_responders(text):
    """The MAC addresses that answered an arping, each once, in the order of their answers."""
    found = re.findall(rf"reply from \S+ \[({MAC})\]", text, re.IGNORECASE)
    return list(dict.fromkeys(mac.lower() for mac in found))
