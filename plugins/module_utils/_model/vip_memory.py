# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What earlier calls of ``vip`` have left on the host, and what one more call makes of it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Mapping, NamedTuple

from .host import HeldAddress, Route, Rule
from .vip_declaration import Declaration

_NO_SYSCTLS: Mapping[str, tuple[str, str]] = {}


class Memory(NamedTuple):
    """VIPs of ours, hidden and announced, with those that are not for the next boot (``live_only``).

    ``sysctls`` are those we have set: what was there before us, and what we made of it. ``rules`` and ``routes`` are
    the ways out of hidden VIPs.
    """

    hidden: tuple[str, ...] = ()
    announced: tuple[HeldAddress, ...] = ()
    live_only: tuple[str, ...] = ()
    sysctls: Mapping[str, tuple[str, str]] = _NO_SYSCTLS
    rules: tuple[Rule, ...] = ()
    routes: tuple[Route, ...] = ()

    def with_hidden(
        self,
        declared: Declaration,
        values: Mapping[str, tuple[str, str]],
        rules: Iterable[Rule],
        routes: Iterable[Route],
    ) -> Memory:
        """Return the memory with the declared VIPs; ``values`` are present and wanted values of sysctls."""
        kept = [rule for rule in self.rules if rule.source not in declared.vips]
        routes = tuple(routes)
        replaced = {route.way for route in routes}
        others = [route for route in self.routes if route.way not in replaced]
        return self._replace(
            hidden=_sorted(self.hidden, declared.vips),
            # One that was announced here has become a hidden one: no boot may bring it back on both interfaces.
            announced=tuple(held for held in self.announced if held.address not in declared.vips),
            live_only=self._live_only(declared),
            sysctls={name: self._value(name, *value) for name, value in {**self.sysctls, **values}.items()},
        )._with_ways([*kept, *rules], [*others, *routes])

    def with_leftovers(self, before: Memory) -> Memory:
        """Return what is known during a change: what it takes away is ours until it is gone."""
        return self._replace(
            rules=tuple(sorted({*before.rules, *self.rules})), routes=tuple(sorted({*before.routes, *self.routes}))
        )

    def without_hidden(self, vips: Collection[str]) -> Memory:
        """Return the memory without these VIPs; with the last one the sysctls go as well."""
        hidden = tuple(vip for vip in self.hidden if vip not in vips)
        return self._replace(
            hidden=hidden,
            live_only=_without(self.live_only, set(vips) - {held.address for held in self.announced}),
            sysctls=self.sysctls if hidden else {},
        )._with_ways([rule for rule in self.rules if rule.source not in vips], self.routes)

    def with_announced(self, declared: Declaration, places: Iterable[HeldAddress]) -> Memory:
        """Return the memory with the declared VIPs at their places, without them where they are withdrawn."""
        others = [held for held in self.announced if held.address not in declared.vips]
        gone = declared.vips - set(self.hidden)
        live_only = self._live_only(declared) if declared.present else _without(self.live_only, gone)
        return self._replace(announced=tuple(sorted([*others, *places])), live_only=live_only)

    def _value(self, name: str, present: str, wanted: str) -> tuple[str, str]:
        """What was there first stays known; a value that somebody has changed and that will do is none of ours."""
        if name not in self.sysctls:
            return present, wanted
        prior, ours = self.sysctls[name]
        return prior, ours if present == wanted else wanted

    def _with_ways(self, rules: Iterable[Rule], routes: Iterable[Route]) -> Memory:
        """A table that no rule leads to has no route."""
        used = {rule.way for rule in rules}
        return self._replace(
            rules=tuple(sorted(set(rules))), routes=tuple(sorted(route for route in routes if route.way in used))
        )

    def _live_only(self, declared: Declaration) -> tuple[str, ...]:
        if declared.persist:
            return _without(self.live_only, declared.vips)
        # What an earlier call has said of the next boot stays said.
        new = declared.vips - {*self.hidden, *(held.address for held in self.announced)}
        return _sorted(self.live_only, new)


def _sorted(*parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({vip for part in parts for vip in part}))


def _without(items: Iterable[str], vips: Collection[str]) -> tuple[str, ...]:
    return tuple(item for item in items if item not in vips)
