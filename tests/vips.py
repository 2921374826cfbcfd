# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declarations and hosts for tests of VIPs, as short as a test wants them."""

from ansible_collections.lvs.cluster.plugins.module_utils._model import hiding
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import HeldAddress, Host, Interface
from ansible_collections.lvs.cluster.plugins.module_utils._model.vip_declaration import declaration_from_params

DEFAULTS = {
    "arp": "hidden",
    "interface": None,
    "announcements": 3,
    "announcement_interval": 0.2,
    "duplicates": "refuse",
    "rp_filter": None,
    "reply_gateway": [],
    "reply_table": 7100,
    "client_networks": [],
    "directors": [],
    "listeners": [],
    "persist": True,
    "state": "present",
}
RIP = HeldAddress("10.0.0.11", 24, "eth0", "eth0")
RIP6 = HeldAddress("fd00::11", 64, "eth0")


def declared(*addresses, **changes):
    """What the module declares when it is given these addresses and parameters."""
    return declaration_from_params({**DEFAULTS, "addresses": list(addresses), **changes})


def host(*addresses, sysctls=(), interfaces=("eth0", "lo"), **more):
    """A host with RIP, RIP6 and more addresses; ``sysctls`` are pairs of the end of a name and a value."""
    values = {hiding.name(one, name): "0" for one in ("all", *interfaces) for name in hiding.PARAMETERS}
    values.update({f"{hiding.CONF}/{name}": str(value) for name, value in sysctls})
    known = {name: Interface(name, index, b"", True) for index, name in enumerate(interfaces, 1)}
    return Host(known, (RIP, RIP6, *addresses), values, **more)
