# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of ``vip`` have in common: calls of it, and what a host has, as ``ip``, /proc/sys and the disk tell it."""

import collections
import contextlib
import ctypes
import json
import os
import shutil
from ipaddress import ip_address
from pathlib import Path

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import boot, vip_record, vips
from ansible_collections.lvs.cluster.plugins.module_utils._netlink.route import RouteClient
from ansible_collections.lvs.cluster.plugins.modules import vip

from tests.kernel.boots import UNITS as UNITS_FOLDER
from tests.kernel.boots import Host, started
from tests.kernel.conftest import CLONE_NEWNET, live_in, run
from tests.kernel.traffic import links
from tests.kernel.traffic.segment import skip_dad, until_routed, until_settled

VIP, OTHER = "203.0.113.10", "203.0.113.11"
VIP6, OTHER6 = "2001:db8::10", "2001:db8::11"
OWN, OWN6 = "203.0.113.2", "2001:db8::2"
GATEWAY, GATEWAY6 = "203.0.113.3", "2001:db8::3"
TABLES = (7100, 7200)
UNITS = ("lvs-cluster-realserver.service", "lvs-cluster-realserver-again.service", boot.UNIT)
#: Where a run may be killed: before an operation, before the record is saved, before a new text is in its place.
PLACES = ((vips._Executor, "perform"), (vip_record, "save"), (os, "replace"))
CONF = Path("/proc/sys/net/ipv4/conf")
_PARAMETERS = ("arp_ignore", "arp_announce", "rp_filter", "proxy_arp", "promote_secondaries")


def hide(module, *addresses, **changes):
    return module(vip.main, addresses=list(addresses), arp="hidden", **changes)


def announce(module, *addresses, **changes):
    """Without waiting, and without asking the segment, which takes a second."""
    quick = {"announcement_interval": 0, "duplicates": "ignore"}
    return module(vip.main, addresses=list(addresses), arp="announced", **{**quick, **changes})


def names(result):
    """The operations' names; a run that failed is an error of the test."""
    assert "failed" not in result, result
    return [step["operation"] for step in result["operations"]]


def held(interface):
    """The addresses of an interface but those it has by itself; each as ``address/prefix`` with label and flags."""
    (found,) = json.loads(run("ip", "-j", "address", "show", "dev", interface))
    return [
        _described(one)
        for one in found["addr_info"]
        if not ip_address(one["local"]).is_loopback and one["scope"] != "link"
    ]


def sysctl(name, interface="all"):
    return int((CONF / interface / name).read_text())


def set_sysctl(name, value, interface="all"):
    (CONF / interface / name).write_text(str(value))


def arp():
    """What keeps a VIP on lo quiet."""
    return sysctl("arp_ignore"), sysctl("arp_announce")


def kernel():
    """All that ``vip`` may change in the kernel; a set, of which a failing test shows what differs."""
    until_routed()
    paths = [folder / name for folder in CONF.iterdir() for name in _PARAMETERS]
    values = [(str(path), path.read_text()) for path in paths]
    return frozenset(collections.Counter([*links.dumped(), *values]).items())


def state(folder):
    """All that it may change on the host: the kernel's, files of the next boot, and the record."""
    return kernel() | Host(folder).texts().items()


def fresh_host(folder=None):
    """Be on a host that has been switched on, with nobody behind its eth0; ``folder`` becomes its empty disk."""
    for left in folder.iterdir() if folder else ():
        shutil.rmtree(left)
    assert ctypes.CDLL(None).unshare(CLONE_NEWNET) == 0
    links.bring_up("lo")
    skip_dad()
    links.add_dummy("eth0")
    for address in (f"{OWN}/24", f"{OWN6}/64"):
        links.add_address("eth0", address)
    until_settled()


def boot_from(folder):
    """Switch the host on and start our units, in the order in which systemd does; return which came to their end."""
    fresh_host()
    root = folder / "root"
    there = [unit for unit in UNITS if (root / UNITS_FOLDER / unit).exists()]
    return {unit: not any(started(root, unit)) for unit in there}


def refuse_leaks():
    """The law: no hidden VIP is there without what keeps it quiet, nor the rule for one without its route."""
    with RouteClient() as route:
        hidden = [one for one in route.addresses() if one.interface == "lo" and one.address in (VIP, OTHER)]
        rules = [rule for table in TABLES for rule in route.rules(table)]
        ways = {(":" in rule.source, rule.table) for rule in rules if rule.source in (VIP, OTHER, VIP6, OTHER6)}
        led = {(":" in one.gateway, one.table) for table in TABLES for one in route.routes(table)}
    assert not hidden or arp() in ((1, 2), (2, 2), (8, 2)), "a VIP is on lo and nothing keeps it quiet"
    assert ways <= led, "a rule leads into an empty table"


@contextlib.contextmanager
def at(host, folder):
    """Be on a host, a namespace whose / is ``folder``."""
    with host.entered(), pytest.MonkeyPatch.context() as patch:
        live_in(patch, folder)
        yield


def _described(info):
    words = [f"{info['local']}/{info['prefixlen']}", info.get("label", "")]
    words += [flag for flag in ("nodad", "deprecated", "secondary") if info.get(flag)]
    return " ".join(filter(None, words))
