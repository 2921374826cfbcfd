# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole LVS-DR cluster of namespaces for tests of silence: a client beyond a router, a director, real servers.

Every host but the client is on one switch, and each has a tap at its port. Nobody holds a VIP but the director.
"""

import contextlib
import os
import pathlib
import signal
import socket
import time

from ansible_collections.lvs.cluster.plugins.module_utils._netlink import arp, ndisc

from tests.kernel.conftest import run
from tests.kernel.traffic import links
from tests.kernel.traffic.segment import Namespace, Switch, skip_dad, write_sysctl
from tests.kernel.traffic.tap import Tap, speaks_for

VIPS, VIPS6 = ("203.0.113.10", "203.0.113.11"), ("2001:db8::10", "2001:db8::11")
CLIENT, CLIENT6 = "198.51.100.7", "2001:db8:7::7"
_ROUTER, _ROUTER6 = "203.0.113.254", "2001:db8::fe"
_BEYOND, _BEYOND6 = "198.51.100.1", "2001:db8:7::1"
_PAUSE = 0.003  # s, between two rounds of probes
_TRIES = 5


class Host(Namespace):
    """A host at the switch, in the networks of the VIPs."""

    def __init__(self, switch, name, number):
        super().__init__()
        self.name, self.address, self.address6 = name, f"203.0.113.{number}", f"2001:db8::{number:x}"
        with self.entered():
            skip_dad()
            switch.plug(name, f"{self.address}/24", f"{self.address6}/64")
            self.mac = links.mac("eth0")
        self.tap = Tap(switch, name)

    def close(self):
        self.tap.close()
        super().close()


class Cluster:
    """``visit()`` makes every host speak; what was heard of them since the last time, ``heard()`` tells."""

    def __init__(self, realservers):
        self._switch = Switch()
        self.director, self.router = Host(self._switch, "director", 2), Host(self._switch, "router", 254)
        self.realservers = [Host(self._switch, f"rs{number}", 20 + number) for number in range(1, realservers + 1)]
        self.client = Namespace()
        self._make_router()
        self._make_director()
        for realserver in self.realservers:
            with realserver.entered():
                for gateway in (_ROUTER, _ROUTER6):
                    links.add_gateway(gateway, "eth0")
        with self.router.entered():
            self._probes = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            self._probes.bind(("eth0", 0))
        self._frames = {}
        self.visit()
        self.heard()

    def close(self):
        self._probes.close()
        for one in (self.client, self.router, self.director, *self.realservers, self._switch):
            one.close()

    def visit(self):
        """Ask for every VIP, and give every real server, with its neighbours forgotten, something to answer.

        A request of the client passes router and director; the answer to it needs the router's MAC. So does, once more
        forgotten, a packet from the real server's own address: what it asks then is the control frame. That packet is
        the last: once it has come, so has all that there was to be heard.
        """
        self.probe()
        for realserver in self.realservers:
            with realserver.entered():
                links.forget_neighbours("eth0")
        with self.client.entered():
            for vip in (*VIPS, *VIPS6):
                for _realserver in self.realservers:
                    _request(vip)
        for realserver in self.realservers:
            self._frames.setdefault(realserver.name, []).extend(self._last_words(realserver))

    def probe(self):
        """Have the router ask who has each VIP, as itself and as nobody (RFC 5227)."""
        mac = bytes.fromhex(self.router.mac.replace(":", ""))
        for family, vips, own in ((arp, VIPS, _ROUTER), (ndisc, VIPS6, _ROUTER6)):
            for vip in vips:
                for source in (own, ""):
                    self._probes.send(family.solicitation(vip, mac, source))

    @contextlib.contextmanager
    def probing(self):
        """All the time, in a process of its own: whatever else happens meanwhile, the probes go on."""
        child = os.fork()
        if not child:
            try:
                while True:
                    self.probe()
                    time.sleep(_PAUSE)
            finally:
                os._exit(1)
        try:
            yield
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    def heard(self):
        """What every real server has said up to the last visit; that it was asked, and could be heard, is a must."""
        assert speaks_for(VIPS[0], self.director.tap.frames(quiet=0)), "the director has not answered"
        frames, self._frames = self._frames, {}
        for realserver in self.realservers:
            assert _asks(realserver, frames[realserver.name]) == {"request", "solicitation"}, "no control frame"
        return frames

    def leaks(self):
        """Every frame of a real server by which the segment would learn its MAC for a VIP."""
        heard = self.heard()
        return [frame for frames in heard.values() for vip in (*VIPS, *VIPS6) for frame in speaks_for(vip, frames)]

    def holders(self):
        """The MACs that the router has for the VIPs."""
        with self.router.entered():
            known = links.neighbours("eth0")
        return {known[vip] for vip in (*VIPS, *VIPS6) if vip in known}

    def _last_words(self, realserver):
        """A late answer has the host ask by itself, and then our packets have nothing left to ask: once more."""
        said = {(realserver.address, CLIENT), (realserver.address6, CLIENT6)}
        found = []
        for _try in range(_TRIES):
            with realserver.entered():
                links.forget_neighbours("eth0")
                for source, client in said:
                    say(source, client)
            found += realserver.tap.frames_until(lambda came: said <= {one[3:] for one in came})
            if len(_asks(realserver, found)) == len(said):
                break
        return found

    def _make_router(self):
        """It believes what it is told last, as many a router does; Linux waits a second before it changes its mind."""
        with self.client.entered():
            skip_dad()
        with self.router.entered():
            write_sysctl("ip_forward", 1)
            write_sysctl("neigh.eth0.locktime", 0)
            pathlib.Path("/proc/sys/net/ipv6/conf/all/forwarding").write_text("1", encoding="ascii")
            links.add_veth("beyond", "eth0", self.client.descriptor)
            _up("beyond", f"{_BEYOND}/24", f"{_BEYOND6}/64")
        with self.client.entered():
            _up("eth0", f"{CLIENT}/24", f"{CLIENT6}/64")
            for gateway in (_BEYOND, _BEYOND6):
                links.add_gateway(gateway, "eth0")

    def _make_director(self):
        rules = []
        for vip in (*VIPS, *VIPS6):
            is_ipv6 = ":" in vip
            service = f"[{vip}]:80" if is_ipv6 else f"{vip}:80"
            rules.append(f"-A -t {service} -s rr")
            for server in self.realservers:
                destination = f"[{server.address6}]:80" if is_ipv6 else f"{server.address}:80"
                rules.append(f"-a -t {service} -r {destination} -g")
        with self.director.entered():
            run("ipvsadm", "-R", stdin="".join(rule + "\n" for rule in rules))
            for vip in (*VIPS, *VIPS6):
                links.add_address("eth0", f"{vip}/{128 if ':' in vip else 32}")


def _asks(realserver, frames):
    """How it has asked for its router by its own name: the control frames of ARP and of IPv6."""
    own = {frame.kind for frame in frames if frame.mac == realserver.mac and frame.sender not in (*VIPS, *VIPS6)}
    return own & {"request", "solicitation"}


def _up(name, *addresses):
    links.bring_up(name)
    for address in addresses:
        links.add_address(name, address)


def _request(vip):
    """A connection that nobody takes: the answer is a reset."""
    with socket.socket(socket.AF_INET6 if ":" in vip else socket.AF_INET, socket.SOCK_STREAM) as sock:
        sock.setblocking(False)
        with contextlib.suppress(OSError):
            sock.connect((vip, 80))


def say(source, client):
    """Have this host send a packet from one of its addresses."""
    with socket.socket(socket.AF_INET6 if ":" in source else socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((source, 0))
        sock.sendto(b"", (client, 9))
