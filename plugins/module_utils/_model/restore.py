# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of the files that bring the table back at boot: rules for ``ipvsadm -R``, sysctls for sysctl.d(5). Pure.

What they hold after several calls: of each service that is ours what the last call that declared it left in the
kernel, and each time-out, the daemons and each sysctl as the last call that gave them did. What is gone from the
record is gone from the file. A weight of 0 stays one, so that a drain outlives a reboot.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Mapping, NamedTuple

from . import rules
from .service import SYSCTLS, Service, ServiceKey

if TYPE_CHECKING:
    from .settings import Daemon, Timeouts

_HEADING = "# Of the Ansible collection lvs.cluster, which writes this file anew.\n"


class Texts(NamedTuple):
    """What is in the two files; both are empty when there is nothing to restore."""

    rules: str
    sysctls: str


def texts(
    previous: Texts,
    ours: Collection[ServiceKey],
    table: Mapping[ServiceKey, Service],
    timeouts: Timeouts | None = None,
    daemons: Collection[Daemon] | None = None,
    sysctls: Mapping[str, str] | None = None,
) -> Texts:
    """Return the files, given the ``previous`` ones, the services that are ours and those of them now declared.

    The rest are the settings that are now declared.
    """
    blocks = _blocks(previous.rules)
    lines: list[str] = []
    for key in sorted(ours):
        lines += rules.table_lines([table[key]]) if key in table else blocks.get(rules.target(key), [])
    values = _sysctls(previous.sysctls, sysctls or {})
    found = Texts(_rules(lines, previous.rules, timeouts, daemons), _HEADING + "".join(values))
    return found if values or found.rules != _rules([], "") else Texts("", "")


def with_services(previous: Texts, table: Mapping[ServiceKey, Service]) -> Texts:
    """Return the files with those services of ``table`` that the rules have already as they are in it."""
    if not previous.rules:
        return previous
    blocks = _blocks(previous.rules)
    known = {rules.target(key): key for key in table if rules.target(key) in blocks}
    lines: list[str] = []
    for target, block in blocks.items():
        lines += rules.table_lines([table[known[target]]]) if target in known else block
    values = _sysctls(previous.sysctls, {})
    return Texts(_rules(lines, previous.rules), _HEADING + "".join(values))


def kernel_modules(text: str) -> str:
    """Return the text of modules-load.d(5) for these rules: ip_vs and their schedulers.

    The kernel loads each when it is needed, where it may. This way one that is missing is in the journal by its name,
    and they are there where loading is forbidden once the host is up (sysctl kernel.modules_disabled).
    """
    lines = (line.partition(" -s ")[2].split() for line in text.splitlines() if line.startswith("-A "))
    names = {"ip_vs", *("ip_vs_" + words[0] for words in lines if words)}
    return "".join(name + "\n" for name in sorted(names)) if text else ""


def _rules(
    services: Collection[str],
    previous: str,
    timeouts: Timeouts | None = None,
    daemons: Collection[Daemon] | None = None,
) -> str:
    """Return the rules of these services with the settings of now, and of before where now says nothing of them.

    The last line is always a ``--set``. ipvsadm goes on after a rule that it cannot add, and ends with the status of
    the last one: so the status tells whether IPVS was reached, and adding to a table that is there already is no error.
    """
    lines = [*services, *_daemons(previous, daemons), rules.timeouts_line(_timeouts(previous, timeouts))]
    return "".join(line + "\n" for line in lines)


def _sysctls(previous: str, sysctls: Mapping[str, str]) -> list[str]:
    values = dict(line.split(" = ", 1) for line in previous.splitlines() if line.startswith(SYSCTLS) and " = " in line)
    values.update({f"{SYSCTLS}/{name}": value for name, value in sysctls.items()})
    return [f"{name} = {value}\n" for name, value in sorted(values.items())]


def _blocks(text: str) -> dict[str, list[str]]:
    """Return the lines of each service by how they name it."""
    blocks: dict[str, list[str]] = {}
    block: list[str] = []
    for line in text.splitlines():
        if line.startswith("-A "):
            block = blocks[line[3:].split(" -s ", 1)[0]] = []
        if line.startswith(("-A ", "-a ")):
            block.append(line)
    return blocks


def _daemons(previous: str, daemons: Collection[Daemon] | None) -> list[str]:
    if daemons is None:
        return [line for line in previous.splitlines() if line.startswith("--start-daemon ")]
    return [rules.daemon_line(daemon) for daemon in daemons]


def _timeouts(previous: str, timeouts: Timeouts | None) -> list[int]:
    """Return those that are given, else those of the last line that has three."""
    before = (0, 0, 0)
    for line in previous.splitlines():
        numbers = line.split()[1:] if line.startswith("--set ") else ()
        if len(numbers) == len(before) and all(map(_is_number, numbers)):
            before = tuple(map(int, numbers))
    return [new or old for new, old in zip(timeouts or before, before)]


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 10
