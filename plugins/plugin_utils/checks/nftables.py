# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON of ``nft -j list ruleset`` (libnftables-json(5)) as rules. Pure.

Read is what firewalls are made of; an expression beyond that can not be judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .packets import ACCEPT, ASK, DROP, GO_ON, GOTO, JUMP, NOTRACK, RETURN, Hook, Match, Rule, network

_HOOKS = ("prerouting", "input")
_FAMILIES = {4: ("ip", "inet"), 6: ("ip6", "inet")}
_VERDICTS = {"accept": ACCEPT, "drop": DROP, "reject": DROP, "return": RETURN, "notrack": NOTRACK, "queue": ASK}
_JUMPS = {"jump": JUMP, "goto": GOTO}
#: Statements that decide nothing.
_HARMLESS = {"counter", "log", "comment", "set", "mangle", "meter", "quota", "ct helper", "ct timeout"}
_META = {
    "l4proto": "protocol",
    "nfproto": "family",
    "protocol": "family",
    "iifname": "interface",
    "iif": "interface",
}
_PAYLOAD = {
    ("ip", "saddr"): "source",
    ("ip", "daddr"): "destination",
    ("ip", "protocol"): "protocol",
    ("ip6", "saddr"): "source",
    ("ip6", "daddr"): "destination",
    ("ip6", "nexthdr"): "protocol",
    **{(protocol, "dport"): "port" for protocol in ("tcp", "udp", "sctp", "th")},
}
_FAMILY_NAMES = {"ip": "ipv4", "ip6": "ipv6"}
#: Tables that iptables-nft makes, which are in its own listing as well.
_OF_IPTABLES = ("raw", "mangle", "nat", "filter", "security")


def hooks(document: Mapping | None, family: int, iptables_too: bool) -> tuple[Hook, ...]:
    """Return the hooks that a packet of IPv4 or IPv6 for the host passes, in their order.

    ``iptables_too``: whether the tables of iptables-nft are in here alone.
    """
    entries = (document or {}).get("nftables", ())
    chains = [one["chain"] for one in entries if "chain" in one and one["chain"]["family"] in _FAMILIES[family]]
    bases = [one for one in chains if one.get("hook") in _HOOKS and one.get("type") != "nat"]
    if not iptables_too:
        bases = [one for one in bases if one["family"] == "inet" or one["table"] not in _OF_IPTABLES]
    bases.sort(key=lambda one: (_HOOKS.index(one["hook"]), one.get("prio", 0)))
    tables = {_table(one): _chains(entries, _table(one)) for one in bases}
    return tuple(
        Hook(
            f"{one['family']} {one['table']} {one['name']}",
            one["name"],
            _VERDICTS.get(one.get("policy", ""), ACCEPT),
            tables[_table(one)],
        )
        for one in bases
    )


def _table(entry: Mapping) -> tuple[str, str]:
    return entry["family"], entry["table"]


def _chains(entries: Iterable[Mapping], table: tuple[str, str]) -> dict[str, tuple[Rule, ...]]:
    named = {
        f"@{one[kind]['name']}": one[kind].get("elem", ())
        for one in entries
        for kind in ("set", "map")
        if kind in one and _table(one[kind]) == table
    }
    found: dict[str, list[Rule]] = {}
    for entry in entries:
        rule = entry.get("rule")
        if rule and _table(rule) == table:
            found.setdefault(rule["chain"], []).extend(_rules(rule, named))
    return {name: tuple(rules) for name, rules in found.items()}


def _rules(rule: Mapping, named: Mapping[str, Iterable]) -> Iterator[Rule]:
    """A verdict map is a rule for each of its entries."""
    text = f"rule {rule['handle']} of nft -a list chain {rule['family']} {rule['table']} {rule['chain']}"
    matches: list[Match] = []
    for statement in rule["expr"]:
        (kind, content), *_more = statement.items()
        if kind == "match":
            matches += _match(content, named)
        elif kind == "vmap":
            yield from _mapped(tuple(matches), content, named, text)
        elif kind in _VERDICTS or kind in _JUMPS:
            yield _ending(tuple(matches), statement, text)
        elif kind not in _HARMLESS:
            matches.append(Match("unknown", (kind,)))


def _ending(matches: tuple[Match, ...], statement: Mapping, text: str) -> Rule:
    (kind, content), *_more = statement.items()
    if kind in _JUMPS:
        return Rule(matches, _JUMPS[kind], content["target"], text)
    return Rule(matches, _VERDICTS.get(kind, GO_ON), "", text)


def _mapped(matches: tuple[Match, ...], content: Mapping, named: Mapping[str, Iterable], text: str) -> Iterator[Rule]:
    field, implied = _field(content["key"])
    data = content["data"]
    pairs = named.get(data, ()) if isinstance(data, str) else data["set"]
    for value, verdict in pairs:
        yield _ending((*matches, *implied, _judged(field, [value], False)), verdict, text)


def _match(content: Mapping, named: Mapping[str, Iterable]) -> list[Match]:
    field, implied = _field(content["left"])
    right = content["right"]
    values = named.get(right) if isinstance(right, str) and right.startswith("@") else _items(right)
    if values is None or content["op"] not in ("==", "in", "!="):
        return [Match("unknown", (str(content),))]
    return [*implied, _judged(field, values, content["op"] == "!=")]


def _field(left: Mapping) -> tuple[str, list[Match]]:
    """Return which field it is, and what a match of it says besides: a port of TCP is one of TCP alone."""
    if "payload" in left:
        protocol, name = left["payload"].get("protocol", ""), left["payload"].get("field", "")
        implied = [Match("protocol", (protocol,))] if protocol in ("tcp", "udp", "sctp") else []
        return _PAYLOAD.get((protocol, name), "unknown"), implied
    if "meta" in left:
        return _META.get(left["meta"]["key"], "unknown"), []
    if left.get("ct", {}).get("key") == "state":
        return "state", []
    if left.get("fib", {}).get("result") == "type" and left["fib"].get("flags") in ("daddr", ["daddr"]):
        return "kind", []
    flags = left.get("&", [{}])[0]
    is_flags = isinstance(flags, Mapping) and flags.get("payload", {}).get("field") == "flags"
    return ("opens", [Match("protocol", ("tcp",))]) if is_flags else ("unknown", [])


def _items(right: object) -> list:
    if isinstance(right, Mapping) and "set" in right:
        return list(right["set"])
    return list(right) if isinstance(right, (list, tuple)) else [right]


def _judged(field: str, values: Iterable, negated: bool) -> Match:
    """Return the match; one with a value of another form than its field has can not be judged."""
    try:
        texts = tuple(_text(field, value) for value in values)
        if field in ("source", "destination"):
            for text in texts:
                network(text)
        if field == "opens" and texts != ("syn",):
            field = "unknown"
    except (ValueError, TypeError, KeyError):
        return Match("unknown", (str(values),))
    return Match(field, texts, negated)


def _text(field: str, value: object) -> str:
    if isinstance(value, Mapping) and "elem" in value:
        value = value["elem"]["val"]
    if isinstance(value, Mapping) and "prefix" in value:
        return f"{value['prefix']['addr']}/{value['prefix']['len']}"
    if isinstance(value, Mapping) and "range" in value and field == "port":
        low, high = value["range"]
        return f"{int(low)}:{int(high)}"
    if isinstance(value, Mapping):
        raise TypeError(field)
    if field == "port":
        return str(int(value))
    return _FAMILY_NAMES.get(str(value), str(value)) if field == "family" else str(value)
