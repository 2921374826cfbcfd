# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks, in the order in which they are reported. Pure."""

from __future__ import annotations

from . import answering, boot, client, facts, firewall, holding, looking, path, sysctls, table, traffic
from .looking import Check

CHECKS: tuple[Check, ...] = (
    looking.reachable,
    facts.one_segment,
    facts.own_address,
    traffic.direct_replies,
    traffic.requests_pass_director,
    facts.gateway_is_no_director,
    facts.vip_on_loopback,
    answering.one_answer,
    traffic.vip_not_in_arp,
    table.same_port,
    table.table,
    holding.vip_announced,
    answering.vip_free,
    sysctls.arp_ignore,
    sysctls.arp_announce,
    sysctls.proxy_arp,
    sysctls.rp_filter,
    sysctls.sysctl_files,
    sysctls.vs_sysctls,
    path.mtu,
    path.lro,
    firewall.firewall,
    firewall.stateful_firewall,
    holding.listener,
    holding.owner,
    holding.leaving,
    boot.boot,
    client.source_check,
    client.responses,
)
