# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts on one bridge, to be asked by the namespace that the test is in; and hosts that answer what they should not."""

import contextlib
import json
import pathlib
import socket
import threading
import time

from tests.kernel.conftest import run
from tests.kernel.traffic import links
from tests.kernel.traffic.segment import Namespace, Switch

VIP, VIP6 = "203.0.113.10", "2001:db8::10"
ASKER, ASKER6, ASKER_MAC = "203.0.113.2", "2001:db8::2", "02:00:00:00:00:01"
_EVERY_FRAME = 3  # linux/if_ether.h: ETH_P_ALL


def mac(number):
    """The MAC address of the host that was plugged in as ``number``."""
    return f"02:00:00:00:00:{number:02x}"


def bare(address):
    """A MAC address without its colons, for literal frames."""
    return address.replace(":", "")


class Neighbourhood:
    """A bridge with the asker on it, whose interface is eth0; ``host`` plugs more in."""

    def __init__(self):
        load_ipv6()
        self._switch = Switch()
        self._namespaces = [self._switch]
        self._plug("asker", ASKER_MAC, (f"{ASKER}/24", f"{ASKER6}/64"), ())

    def host(self, number, addresses=(), on_lo=(), arp_ignore=0):
        """Plug in a host of MAC ``mac(number)`` with these addresses, such as VIP/32, and return its namespace."""
        namespace = Namespace()
        self._namespaces.append(namespace)
        with namespace.entered():
            pathlib.Path("/proc/sys/net/ipv4/conf/all/arp_ignore").write_text(str(arp_ignore), encoding="ascii")
            self._plug(f"host{number}", mac(number), addresses, on_lo)
        return namespace

    def close(self):
        for namespace in self._namespaces:
            namespace.close()

    def _plug(self, port, address, on_eth0, on_lo):
        links.add_veth("eth0", port, self._switch.descriptor)
        with self._switch.entered():
            links.join(port, "switch")
            links.bring_up(port)
        held = [(one, "eth0") for one in on_eth0] + [(one, "lo") for one in on_lo]
        # Without an address that IPv6 makes itself, the host asks nobody whether that is free.
        ip("link set eth0 addrgenmode none", f"link set eth0 address {address} up", *map(_addition, held))
        until_state("eth0", "UP")


def load_ipv6():
    if not pathlib.Path("/proc/net/if_inet6").exists():
        run("modprobe", "ipv6")


def ip(*lines):
    """Run lines of ip(8) here, all in one process."""
    run("ip", "-batch", "-", stdin="".join(f"{line}\n" for line in lines))


def until_state(interface, state):
    """Wait until the kernel has seen to a carrier that came or went, which it does a moment later."""
    deadline = time.monotonic() + 10
    while json.loads(run("ip", "-j", "link", "show", "dev", interface))[0]["operstate"] != state:
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextlib.contextmanager
def answering(namespace, *frames):
    """Have a host send these frames each time that the asker asks."""
    with namespace.entered():
        wire = _wire(0.1)
    ended = threading.Event()

    def answer():
        while not ended.is_set():
            with contextlib.suppress(TimeoutError):
                request, _sender = wire.recvfrom(2048)
                if asks(request):
                    for frame in frames:
                        wire.send(frame)

    with wire, _running(answer, ended):
        yield


@contextlib.contextmanager
def flooding(namespace, frame):
    """Have a host send this frame as often as it can; the list has how often it was at last."""
    with namespace.entered():
        wire = _wire(1)
    ended, sent = threading.Event(), []

    def send():
        count = 0
        while not ended.is_set():
            count += 1
            wire.send(frame)
        sent.append(count)

    with wire, _running(send, ended):
        yield sent


@contextlib.contextmanager
def capturing(namespace=None):
    """The list has the frames that a host, or this one, got or sent, once the block is left."""
    frames = []
    with namespace.entered() if namespace else contextlib.nullcontext():
        wire = _wire(0.2)
    with wire:
        yield frames
        with contextlib.suppress(TimeoutError):
            while True:
                frames.append(wire.recv(2048))


def asks(frame):
    """Whether it is the asker's ARP request or neighbour solicitation."""
    if frame[6:12].hex() != bare(ASKER_MAC):
        return False
    return frame[12:14] + frame[20:22] == b"\x08\x06\0\1" or frame[12:14] + frame[54:55] == b"\x86\xdd\x87"


def _wire(patience):
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    wire.bind(("eth0", _EVERY_FRAME))
    wire.settimeout(patience)
    return wire


@contextlib.contextmanager
def _running(function, ended):
    thread = threading.Thread(target=function)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _addition(held):
    address, interface = held
    return f"address add {address} dev {interface}" + (" nodad" if ":" in address else "")
