# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``vip`` looks at before it changes anything: whether the host lets it, and whether a VIP is taken."""

from __future__ import annotations

from .._model import hiding, subnets, vip
from .._model.errors import ModelError
from .._model.host import IPV6, Host, family
from .._model.operations import DELETE_ADDRESS, SET_SYSCTL
from .._model.vip_declaration import ANNOUNCED, REFUSE, Declaration
from .._netlink import packet
from . import sysctls

#: As many as in RFC 5227, section 2.1.1, but a second in all, s apart and after the last.
_PROBES, _INTERVAL, _PATIENCE = 3, 0.2, 0.6


def refuse_unwritable(plan: vip.Plan) -> None:
    """Raise SysctlError where a sysctl that has to be set cannot be."""
    for operation in (*plan.first, *plan.last):
        if operation.operation == SET_SYSCTL and not sysctls.is_writable(operation.key):
            raise sysctls.SysctlError(
                f"sysctl {operation.key}: {operation.before!r} has to become {operation.after}, and /proc/sys is "
                "read-only here, as in an unprivileged container. Have it set from outside (docker run --sysctl "
                f"{operation.key.replace('/', '.')}={operation.after}), or run the container privileged"
            )


def refuse_without_ipv6(plan: vip.Plan) -> None:
    """Raise ModelError for an IPv6 address on a host, or an interface, that has IPv6 switched off."""
    for held in vip.missing_addresses(plan):
        name = f"net/ipv6/conf/{held.interface}/disable_ipv6"
        if family(held.address) == IPV6 and not _is_zero(name):
            reason = f"cannot be held: IPv6 is off on {held.interface} (sysctl {name})"
            raise ModelError("", "addresses", held.address, reason)


def refuse_losses(plan: vip.Plan, host: Host) -> None:
    """Raise ModelError for a VIP with which the kernel would delete an address that is not to go."""
    gone = [operation.before for operation in plan.first if operation.operation == DELETE_ADDRESS]
    for held in gone:
        lost = [one.address for one in subnets.taken_along(held, host.addresses) if one not in gone]
        names = [hiding.name(interface, "promote_secondaries") for interface in ("all", held.interface)]
        if lost and not any(map(sysctls.read, names)):
            reason = (
                f"was the first of its network on {held.interface}: the kernel would delete {', '.join(lost)} with it"
            )
            raise ModelError("", "addresses", held.address, f"{reason}. Set sysctl {names[1]} to 1")


def refuse_duplicates(declared: Declaration, plan: vip.Plan) -> None:
    """Raise ModelError where somebody on the segment answers for a VIP that is to be announced (RFC 5227, RFC 4862).

    A real server that holds it on ``lo`` in silence does not.
    """
    if declared.arp != ANNOUNCED or declared.duplicates != REFUSE:
        return
    by_interface: dict[str, dict[str, str]] = {}
    for held in vip.missing_addresses(plan):
        by_interface.setdefault(held.interface, {})[held.address] = ""
    for interface, questions in by_interface.items():
        for address, answers in packet.ask_many(interface, questions, _PROBES, _INTERVAL, _PATIENCE).items():
            macs = sorted({answer.mac for answer in answers})
            if macs:
                holders = f"is held by {', '.join(macs)} on the segment of {interface}"
                raise ModelError("", "addresses", address, f"{holders}; duplicates: ignore takes it over")


def _is_zero(name: str) -> bool:
    """A sysctl that is not there is not: a kernel without IPv6 has none of it."""
    try:
        return sysctls.read(name) == 0
    except sysctls.SysctlError:
        return False
