# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's side of ``ipvs_destination``: a drain waits in rounds, and after each says what is left.

Ansible shows nothing of a module before it ends, and one that waits on the host does so also when the job is cancelled.
So the module waits a short while at a time, and what shall happen when time is up is asked of the last round only.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping

from ansible.errors import AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

_ROUND = 10  # s
#: Silence is seen within a round, and its beginning takes the module's polls.
_BESIDE_SILENCE = 5  # s
#: The module's own defaults.
_TIMEOUT = 300  # s
_FAIL = "fail"


class ActionModule(ActionBase):
    """Ansible's way to find the action."""

    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: object = None, task_vars: dict | None = None) -> dict:
        """Return what the module returns, of all rounds together."""
        super().run(tmp, task_vars)
        args = dict(self._task.args)
        limits = None if self._task.check_mode or self._task.async_val else _limits(args)
        if limits is None:
            return self._execute_module(module_args=args, task_vars=task_vars, wrap_async=self._task.async_val)
        return self._in_rounds(args, task_vars, *limits)

    def _in_rounds(self, args: dict, task_vars: dict, timeout: int, length: int) -> dict:
        deadline, rounds = time.monotonic() + timeout, []
        while True:
            rest = max(deadline - time.monotonic(), 0)
            is_last = rest <= length
            until_then = {"wait_timeout": math.ceil(rest)} if is_last else {"wait_timeout": length, "on_timeout": _FAIL}
            rounds.append(self._execute_module(module_args={**args, **until_then}, task_vars=task_vars))
            if is_last or not rounds[-1].get("remaining"):
                return together(rounds)
            self._say(rounds[-1]["remaining"], deadline - time.monotonic(), task_vars)

    def _say(self, remaining: list, rest: float, task_vars: dict) -> None:
        if not self._task.no_log:
            host = self._task.delegate_to or task_vars["inventory_hostname"]
            Display().display(progress(host, remaining, rest))


def progress(host: str, remaining: Iterable[Mapping], rest: float) -> str:
    """Return a line such as ``lb1: 3 connections left of 10.0.0.11:80 in tcp 203.0.113.10:80; 290 s to go``."""
    left = ", ".join(f"{one['connections']} of {one['destination']} in {one['service']}" for one in remaining)
    return f"{host}: connections left: {left}; {max(math.ceil(rest), 0)} s to go"


def together(rounds: list[dict]) -> dict:
    """Return the last result, with what the ones before it have done, too."""
    done = [one for one in rounds if one.get("operations")]
    operations = [operation for one in done for operation in one["operations"]]
    warnings = [warning for one in rounds for warning in one.get("warnings") or ()]
    result = {**rounds[-1], "changed": any(one.get("changed") for one in rounds)}
    if done:
        count = sum(one["operation_count"] for one in done)
        diffs = [one["diff"] for one in done]
        result.update(operations=operations, operation_count=count, diff=diffs if len(diffs) > 1 else diffs[0])
    if warnings:
        result["warnings"] = [warning for place, warning in enumerate(warnings) if warning not in warnings[:place]]
    return result


def _limits(args: Mapping) -> tuple[int, int] | None:
    """Return how long to wait in all and in a round; None where nothing waits, or the module has to refuse a value."""
    try:
        waits = args.get("state") == "drained" and boolean(args.get("wait", True))
        timeout, idle = int(args.get("wait_timeout") or 0), int(args.get("wait_idle") or 0)
    except (TypeError, ValueError, AnsibleError):
        return None
    timeout = timeout if "wait_timeout" in args else _TIMEOUT
    return (timeout, max(_ROUND, idle + _BESIDE_SILENCE)) if waits else None
