# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of iptables-save(8) and ip6tables-save(8) as rules. Pure.

What is not known here, a match of another module or its option, is one that can not be judged.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from functools import lru_cache

from .packets import ACCEPT, ASK, DROP, GO_ON, GOTO, JUMP, NOTRACK, RETURN, Hook, Match, Rule, network

#: What a packet for the host itself passes, in this order; NAT decides nothing here.
_PATH = (("raw", "PREROUTING"), ("mangle", "PREROUTING"), ("mangle", "INPUT"), ("filter", "INPUT"))
_VERDICTS = {
    "ACCEPT": ACCEPT,
    "DROP": DROP,
    "REJECT": DROP,
    "RETURN": RETURN,
    "NOTRACK": NOTRACK,
    "QUEUE": ASK,
    "NFQUEUE": ASK,
    "TPROXY": ASK,
}
#: Modules that match nothing by themselves.
_MODULES = {"tcp", "udp", "sctp", "conntrack", "state", "multiport", "comment", "addrtype"}
_SYN = ("FIN,SYN,RST,ACK", "SYN")


@lru_cache(maxsize=64)
def hooks(text: str) -> tuple[Hook, ...]:
    """Return the hooks that a packet for the host passes. Hosts of a cluster often have the same text."""
    tables = _tables(text)
    return tuple(
        Hook(f"{table} {base}", base, tables[table][0].get(base, ACCEPT), tables[table][1])
        for table, base in _PATH
        if base in tables.get(table, ({}, {}))[0]
    )


def _tables(text: str) -> dict[str, tuple[dict[str, str], dict[str, tuple[Rule, ...]]]]:
    """Return policies and chains of each table."""
    found: dict[str, tuple[dict, dict]] = {}
    policies: dict[str, str] = {}
    chains: dict[str, tuple[Rule, ...]] = {}
    for line in text.splitlines():
        if line.startswith("*"):
            policies, chains = {}, {}
            found[line[1:].strip()] = (policies, chains)
        elif line.startswith(":"):
            chain, policy = line[1:].split()[:2]
            policies[chain] = _VERDICTS.get(policy, ACCEPT)
        elif "-A " in line:
            rule = line[line.index("-A ") :]  # iptables-save -c has counters before it
            chains[rule.split()[1]] = (*chains.get(rule.split()[1], ()), _rule(rule))
    return found


def _rule(text: str) -> Rule:
    words = iter(_words(text)[2:])
    matches: list[Match] = []
    verdict, target, negated = GO_ON, "", False
    for word in words:
        if word in ("-j", "-g"):
            target = next(words, "")
            verdict = _verdict(word, target, list(words))
        elif word == "!":
            negated = True
        else:
            matches += _READERS.get(word, _unknown)(word, negated, words)
            negated = False
    return Rule(tuple(matches), verdict, target, text)


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a comment's quotation that does not end
        return text.split()


def _verdict(option: str, target: str, more: list[str]) -> str:
    if target == "CT":
        return NOTRACK if "--notrack" in more else GO_ON
    known = _VERDICTS.get(target)
    # Extensions that go on with the next rule are in capitals, and so may be a chain: one that there is not is passed.
    return known or (GOTO if option == "-g" else JUMP)


def _unknown(word: str, negated: bool, _words: Iterator[str]) -> list[Match]:
    """An option's values do not begin with a dash; they were taken for options of their own otherwise."""
    return [Match("unknown", (word,), negated)] if word.startswith("-") else []


def _module(_word: str, _negated: bool, words: Iterator[str]) -> list[Match]:
    name = next(words, "")
    return [] if name in _MODULES else [Match("unknown", (name,))]


def _comment(_word: str, _negated: bool, words: Iterator[str]) -> list[Match]:
    next(words, "")
    return []


def _flags(word: str, negated: bool, words: Iterator[str]) -> list[Match]:
    flags = (next(words, ""), next(words, ""))
    return [Match("opens" if flags == _SYN else word, flags, negated)]


def _of(field: str, change: Callable[[str], str] = str) -> Callable[[str, bool, Iterator[str]], list[Match]]:
    def read(_word: str, negated: bool, words: Iterator[str]) -> list[Match]:
        return [Match(field, tuple(change(value) for value in next(words, "").split(",")), negated)]

    return read


def _addresses(field: str) -> Callable[[str, bool, Iterator[str]], list[Match]]:
    def read(word: str, negated: bool, words: Iterator[str]) -> list[Match]:
        values = tuple(next(words, "").split(","))
        try:
            return [Match(field if [network(value) for value in values] else word, values, negated)]
        except ValueError:
            return [Match(word, values, negated)]

    return read


_READERS = {
    "-m": _module,
    "--comment": _comment,
    "--tcp-flags": _flags,
    "--syn": lambda _word, negated, _words: [Match("opens", (), negated)],
    "-p": _of("protocol"),
    "-s": _addresses("source"),
    "-d": _addresses("destination"),
    "-i": _of("interface", lambda name: name[:-1] + "*" if name.endswith("+") else name),
    "--dport": _of("port"),
    "--dports": _of("port"),
    "--ctstate": _of("state", str.lower),
    "--state": _of("state", str.lower),
    "--dst-type": _of("kind", str.lower),
}
