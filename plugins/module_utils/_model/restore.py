# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of the two files that bring the table back at boot: rules for ``ipvsadm -R``, sysctls for sysctl.d(5). Pure.

What they hold after several calls: of each service that is ours what the last call that declared it left in the
kernel, and each time-out, the daemons and each sysctl as the last call that gave them did. What is gone from the
record is gone from the file. A weight of 0 stays one, so that a drain outlives a reboot.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Mapping

from . import rules
from .service import Service, ServiceKey
from .settings import SYSCTLS, Settings, Timeouts

_HEADING = "# Of the Ansible collection lvs.cluster, which writes this file anew.\n"


def rules_text(
    previous: str, ours: Collection[ServiceKey], table: Mapping[ServiceKey, Service], settings: Settings
) -> str:
    """Return the rules, given the ``previous`` ones, the services that are ours and those of them now declared.

    The last line is always a ``--set``. ipvsadm goes on after a rule that it cannot add, and ends with the status of
    the last one: so the status tells whether IPVS was reached, and adding to a table that is there already is no error.
    """
    if not ours and settings == Settings() and _is_bare(previous):
        return ""
    blocks = _blocks(previous)
    lines = []
    for key in sorted(ours):
        lines += rules.table_lines([table[key]]) if key in table else blocks.get(rules.target(key), [])
    lines += _daemons(previous, settings)
    lines.append(rules.timeouts_line(_timeouts(previous, settings)))
    return "".join(line + "\n" for line in lines)


def with_services(previous: str, table: Mapping[ServiceKey, Service]) -> str:
    """Return the rules with those services of ``table`` that they have already as they are in it."""
    blocks = _blocks(previous)
    known = {rules.target(key): key for key in table if rules.target(key) in blocks}
    lines: list[str] = []
    for target, block in blocks.items():
        lines += rules.table_lines([table[known[target]]]) if target in known else block
    lines += [line for line in previous.splitlines() if line.startswith("--")]
    return "".join(line + "\n" for line in lines)


def sysctls_text(previous: str, settings: Settings) -> str:
    """Return the sysctls, those of ``previous`` that are not declared now included; the file may have none."""
    values = dict(line.split(" = ", 1) for line in previous.splitlines() if " = " in line)
    values.update({f"{SYSCTLS}/{name}": value for name, value in settings.sysctls.items()})
    return _HEADING + "".join(f"{name} = {value}\n" for name, value in sorted(values.items()))


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


def _daemons(previous: str, settings: Settings) -> list[str]:
    if settings.daemons is None:
        return [line for line in previous.splitlines() if line.startswith("--start-daemon ")]
    return [rules.daemon_line(daemon) for daemon in settings.daemons]


def _timeouts(previous: str, settings: Settings) -> Timeouts:
    before = [line.split()[1:] for line in previous.splitlines() if line.startswith("--set ")] or [Timeouts()]
    return Timeouts(*(new or int(old) for new, old in zip(settings.timeouts or Timeouts(), before[-1])))


def _is_bare(previous: str) -> bool:
    """Tell whether nothing is left but services."""
    bare = rules.timeouts_line(Timeouts())
    return all(line == bare for line in previous.splitlines() if line.startswith("--"))
