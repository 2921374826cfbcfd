# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tcpdump and arping print, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MAC = r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}"
ADDRESS = r"(?:\d+(?:\.\d+){3}|[\da-f:]+)"
ETHERNET = re.compile(rf"(?P<time>\S+) (?P<source>{MAC}) > (?P<target>{MAC}), ethertype .*?length \d+: (?P<rest>.*)")
ARP_REQUEST = re.compile(r"Request who-has (?P<receiver>[\d.]+)(?: \S+)? tell (?P<sender>[\d.]+),")
ARP_REPLY = re.compile(r"Reply (?P<sender>[\d.]+) is-at ")
SOLICITATION = re.compile(
    rf"(?P<sender>{ADDRESS}) > \S+: ICMP6, neighbor solicitation, who has (?P<receiver>{ADDRESS})"
)
ADVERTISEMENT = re.compile(rf"\S+ > \S+: ICMP6, neighbor advertisement, tgt is (?P<sender>{ADDRESS})")
SEGMENT = re.compile(
    rf"(?P<sender>{ADDRESS})\.(?P<sender_port>\d+) > (?P<receiver>{ADDRESS})\.(?P<receiver_port>\d+):"
    r"(?: Flags \[(?P<flags>[^]]*)\],)?"
)
KINDS = {
    "arp request": ARP_REQUEST,
    "arp reply": ARP_REPLY,
    "nd request": SOLICITATION,
    "nd reply": ADVERTISEMENT,
    "ip": SEGMENT,
}


@dataclass(frozen=True)
class Frame:
    """A frame on the wire. In ARP and ND the sender is what the packet claims to be the sender's address."""

    source: str  # MAC addresses
    target: str
    kind: str  # one of KINDS
    sender: str  # IP addresses
    receiver: str = ""
    sender_port: int = 0
    receiver_port: int = 0
    flags: str = ""  # of TCP, as tcpdump writes them
    time: float = field(default=0.0, compare=False)

    @property
    def opens(self):
        """True for the SYN of a client, and for any datagram: TCP always has a flag."""
        return self.kind == "ip" and self.flags in ("S", "")


def parse_frames(text):
    """The frames in the output of `tcpdump -n -e`; what is neither ARP, ND, TCP nor UDP is left out."""
    frames = (_parse(line) for line in text.splitlines())
    return [frame for frame in frames if frame is not None]


def _parse(line):
    ether = ETHERNET.match(line)
    if ether is None:
        return None
    for kind, pattern in KINDS.items():
        found = pattern.match(ether["rest"])
        if found:
            values = _typed({**found.groupdict(), "time": ether["time"]})
            return Frame(ether["source"], ether["target"], kind, **values)
    return None


def _typed(values):
    types = {"sender_port": int, "receiver_port": int, "time": _moment}
    return {name: types.get(name, str)(value or "") for name, value in values.items()}


def _moment(text):
    """The seconds of `tcpdump -tt`; other ways to write a time are left alone."""
    return float(text) if text.replace(".", "", 1).isdigit() else 0.0


def lost_frames(complaints):
    """How many frames tcpdump says the kernel dropped before it could see them."""
    found = re.search(r"(\d+) packets? dropped by kernel", complaints)
    return int(found[1]) if found else 0


def parse_responders(text):
    """The MAC addresses that answered an arping or an ndisc6, each once, in the order of their answers."""
    found = re.findall(rf"(?:reply from \S+ \[|Target link-layer address: )({MAC})", text, re.IGNORECASE)
    return list(dict.fromkeys(mac.lower() for mac in found))
