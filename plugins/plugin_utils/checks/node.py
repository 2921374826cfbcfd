# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host as the module ``lvs.cluster.node_info`` has read it, indexed by what the checks ask for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from ansible_collections.lvs.cluster.plugins.module_utils._model.host import IPV4, LOOPBACK, family
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import ServiceKey, endpoint

_NO_MAC = ("", "00:00:00:00:00:00")


class Node:
    """A host as it was read. A part that could not be read is None."""

    def __init__(self, document: Mapping) -> None:
        """Read nothing yet: most checks need but a part."""
        self._document = document
        self.unreachable = str(document.get("unreachable") or "")

    def part(self, name: str) -> object:
        """Return a part of the document by its name, a part of that as in ``record.hidden``."""
        outer, _dot, inner = name.partition(".")
        found = self._document.get(outer)
        return (found or {}).get(inner) if inner else found

    @cached_property
    def gaps(self) -> tuple[str, ...]:
        """What could not be read, in the host's own words."""
        return tuple(self.part("gaps") or ())

    def gaps_of(self, name: str) -> list[str]:
        """Return the sentences that begin with what they are about."""
        return [gap for gap in self.gaps if gap.startswith(name)]

    @cached_property
    def interfaces(self) -> dict[str, Mapping]:
        return {one["name"]: one for one in self.part("interfaces") or ()}

    @cached_property
    def macs(self) -> frozenset[str]:
        return frozenset(_macs(one["mac"] for one in self.interfaces.values()))

    @cached_property
    def held(self) -> dict[str, list[Mapping]]:
        """Where the host holds an address."""
        return _grouped(self.part("addresses") or (), "address")

    @cached_property
    def addressed(self) -> list[str]:
        """The interfaces that are up and have an address, but ``lo``."""
        with_address = {one["interface"] for one in self.part("addresses") or ()} - {LOOPBACK}
        return [name for name, one in self.interfaces.items() if one["is_up"] and name in with_address]

    @cached_property
    def _ways(self) -> dict[str, list[Mapping]]:
        return _grouped(self.part("ways") or (), "destination")

    def way(self, destination: str) -> Mapping | None:
        """Return the way of the host's own packets to a destination."""
        return next((one for one in self._ways.get(destination, ()) if not one["source"]), None)

    def ways_out(self, vip: str) -> list[Mapping]:
        """Return the ways that answers from a VIP take: to clients, and the default route or a rule's."""
        name = "default" if family(vip) == IPV4 else "default6"
        own = [one for one in self.part("ways") or () if one["source"] == vip]
        default = self.way(name)
        if default and not any(one["destination"] == name for one in own):
            own.append(default)
        return own

    @cached_property
    def answers(self) -> dict[str, list[str]]:
        """The MACs that answered for an address; none: it was asked for, and nobody did."""
        found: dict[str, list[str]] = {}
        for one in self.part("answers") or ():
            known = found.setdefault(one["address"], [])
            known += [mac for mac in _macs(one["macs"]) if mac not in known]
        return found

    @cached_property
    def neighbours(self) -> dict[str, str]:
        """The MACs of the neighbour table."""
        return {one["address"]: one["mac"].lower() for one in self.part("neighbours") or () if one["mac"]}

    @cached_property
    def _entered(self) -> dict[str, list[str]]:
        entries = [one for one in self.part("neighbours") or () if one["state"].lower() == "permanent"]
        return {one["address"]: [one["mac"].lower()] for one in entries if one["mac"]}

    def macs_of(self, address: str) -> list[str] | None:
        """Return who answers for an address here: as asked, else as the neighbour table has it; None: not known.

        What somebody has entered there by hand is used whoever answers.
        """
        if address in self.answers:
            return list(dict.fromkeys([*self.answers[address], *self._entered.get(address, ())]))
        known = self.neighbours.get(address) or (self.way(address) or {}).get("mac")
        return [known.lower()] if known else None

    @cached_property
    def services(self) -> dict[str, Mapping]:
        """The services of the kernel by their names in ipvsadm's form."""
        return {key(one): one for one in (self.part("ipvs") or {}).get("services", ())}

    @cached_property
    def destinations(self) -> frozenset[str]:
        """The addresses that any service of the kernel is sent to."""
        return frozenset(one["address"] for service in self.services.values() for one in service["destinations"])

    @cached_property
    def statistics(self) -> dict[str, Mapping]:
        return {one["service"]: one for one in (self.part("ipvs") or {}).get("statistics", ())}

    @cached_property
    def drains(self) -> dict[tuple[str, str], Mapping]:
        """Those taken out of service, by service and address with port."""
        return {(one["service"], one["destination"]): one for one in self.part("record.drained") or ()}


def key(service: Mapping) -> str:
    """Return a service's name in ipvsadm's form: ``tcp 203.0.113.10:80``."""
    if service.get("fwmark"):
        return str(ServiceKey(service.get("family", "ipv4"), "", "", 0, service["fwmark"]))
    return str(ServiceKey("", service["protocol"], service["address"], service["port"]))


def destination_key(destination: Mapping) -> str:
    """Return a destination's name: ``10.0.0.11:80``, ``[2001:db8::11]:80``."""
    return endpoint(destination["address"], destination["port"])


def _macs(macs: Iterable[str]) -> Iterable[str]:
    return (mac.lower() for mac in macs if mac not in _NO_MAC)


def _grouped(entries: Iterable[Mapping], name: str) -> dict[str, list[Mapping]]:
    found: dict[str, list[Mapping]] = {}
    for entry in entries:
        found.setdefault(entry[name], []).append(entry)
    return found
