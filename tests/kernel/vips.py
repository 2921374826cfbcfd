# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of ``vip`` have in common: calls of it, and what a host has, as ``ip``, /proc/sys and the disk tell it."""

import collections
import contextlib
import json
from pathlib import Path

import pytest
from ansible_collections.lvs.cluster.plugins.modules import vip

from tests.kernel.boots import Host
from tests.kernel.conftest import live_in, run
from tests.kernel.traffic import links

VIP, OTHER = "203.0.113.10", "203.0.113.11"
VIP6, OTHER6 = "2001:db8::10", "2001:db8::11"
OWN, OWN6 = "203.0.113.2", "2001:db8::2"
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
    """The addresses of an interface but those that it gave itself; each as ``address/prefix`` with label and flags."""
    (found,) = json.loads(run("ip", "-j", "address", "show", "dev", interface))
    return [_described(one) for one in found["addr_info"] if one["scope"] == "global"]


def sysctl(name, interface="all"):
    return int((CONF / interface / name).read_text())


def set_sysctl(name, value, interface="all"):
    (CONF / interface / name).write_text(str(value))


def arp():
    """What keeps a VIP on lo quiet."""
    return sysctl("arp_ignore"), sysctl("arp_announce")


def kernel():
    """All that ``vip`` may change in the kernel; a set, of which a failing test shows what differs."""
    paths = [folder / name for folder in CONF.iterdir() for name in _PARAMETERS]
    values = [(str(path), path.read_text()) for path in paths]
    return frozenset(collections.Counter([*links.dumped(), *values]).items())


def state(folder):
    """All that it may change on the host: the kernel's, files of the next boot, and the record."""
    return kernel() | Host(folder).texts().items()


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
