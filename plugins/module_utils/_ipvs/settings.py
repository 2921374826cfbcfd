# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the settings that are to those that shall be: the operations, which come before those on services.

Only a run that says something of settings imports this. A sync daemon cannot be edited: it is stopped and started,
which loses no connection that either director knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Mapping

from .._host import sysctls
from .._model import values
from .._model.operations import SET_SYSCTL, SET_TIMEOUTS, START_DAEMON, STOP_DAEMON, Operation
from .._model.service import SYSCTLS
from .._model.settings import Daemon, Settings, Timeouts, is_same_value
from .client import Client
from .settings_client import SettingsClient


def look(client: Client | None, declared: Settings) -> Settings:
    """Return those settings that ``declared`` says something of; raise ModelError for an unknown sysctl."""
    if client is None:
        return Settings()
    if declared.sysctls:
        values.known_keys("sysctls", dict(declared.sysctls), tuple(sysctls.names(SYSCTLS)))
    of_kernel = SettingsClient(client)
    return Settings(
        None if declared.timeouts is None else of_kernel.timeouts(),
        None if declared.daemons is None else of_kernel.daemons(),
        {name: sysctls.text(f"{SYSCTLS}/{name}") for name in declared.sysctls},
    )


def with_defaults(client: Client | None, declared: Settings, default_sysctls: Mapping[str, str]) -> Settings:
    """Return the declared settings with those defaults that the kernel has; one not loaded may have all."""
    known = default_sysctls if client is None or not default_sysctls else sysctls.names(SYSCTLS)
    defaults = {name: value for name, value in default_sysctls.items() if name in known}
    return declared._replace(sysctls={**defaults, **declared.sysctls})


def plan(current: Settings, declared: Settings) -> tuple[Operation, ...]:
    """Return the operations; ``current`` may lack what an IPVS that is not loaded has not."""
    return (
        *_sysctls(current, declared),
        *_timeouts(current.timeouts, declared.timeouts),
        *_daemons(current.daemons or (), declared.daemons),
    )


def _sysctls(current: Settings, declared: Settings) -> Iterable[Operation]:
    for name, value in sorted(declared.sysctls.items()):
        before = current.sysctls.get(name)
        if not is_same_value(name, before, value):
            yield Operation(SET_SYSCTL, name, before, value)


def _timeouts(current: Timeouts | None, declared: Timeouts | None) -> Iterable[Operation]:
    if declared is None:
        return
    wanted = Timeouts(*(new or old for new, old in zip(declared, current or Timeouts())))
    if wanted != current:
        yield Operation(SET_TIMEOUTS, "", current, wanted)


def _daemons(current: Iterable[Daemon], declared: Iterable[Daemon] | None) -> Iterable[Operation]:
    if declared is None:
        return
    running = {daemon.state: daemon for daemon in current}
    to_start = [daemon for daemon in declared if not _is_as(running.get(daemon.state), daemon)]
    kept = {daemon.state for daemon in declared} - {daemon.state for daemon in to_start}
    for state in sorted(set(running) - kept):
        yield Operation(STOP_DAEMON, state, running[state], None)
    for daemon in to_start:
        yield Operation(START_DAEMON, daemon.state, None, daemon)


def _is_as(running: Daemon | None, declared: Daemon) -> bool:
    """Where none is declared, any maxlen is right: the kernel has chosen it."""
    return running is not None and running == declared._replace(maxlen=declared.maxlen or running.maxlen)
