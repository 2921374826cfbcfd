# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a kernel refuses: the likely cause behind the errno of an operation, in an operator's words.

The pairs were seen on kernel 6.1; ``net/netfilter/ipvs/ip_vs_ctl.c`` is where they come from.
"""

from __future__ import annotations

import errno
import os

from .._model import operations as op
from .._model.service import Service, endpoint
from .client import OperationRefusedError

_SERVICE = (op.ADD_SERVICE, op.EDIT_SERVICE)
_NO_DESTINATION = (
    "the address cannot be a destination here (is the interface lo up?), "
    "or it has another family than its service while a sync daemon runs"
)
_CAUSES = (
    (errno.EPERM, None, "this process lacks CAP_NET_ADMIN over the network namespace"),
    (errno.ENOENT, _SERVICE, "the kernel has no {modules}"),
    (errno.ENODEV, (op.START_DAEMON,), "there is no interface {interface}"),
    (errno.ENETUNREACH, (op.START_DAEMON,), "the interface {interface} is down"),
    (errno.EEXIST, (op.START_DAEMON,), "somebody else has started one since the daemons were read"),
    (errno.EINVAL, (op.START_DAEMON,), "a destination has another family than its service, which no daemon can tell"),
    (errno.EINVAL, (op.SET_TIMEOUTS,), "one is longer than this kernel can count"),
    (errno.EEXIST, None, "somebody else has created it since the table was read"),
    (errno.ESRCH, None, "somebody else has deleted the service since the table was read"),
    (errno.ENOENT, None, "somebody else has deleted the destination since the table was read"),
    (errno.EINVAL, (op.ADD_DESTINATION,), _NO_DESTINATION),
)


def explain(refused: OperationRefusedError) -> str:
    """Return the operation that was refused, the kernel's errno and the likely cause, in one sentence."""
    operation, number = refused.operation, refused.number
    if refused.reason:
        return f"{subject(operation)}: {refused.reason}"
    name = errno.errorcode.get(number, str(number))
    return f"{subject(operation)}: the kernel refused with {name} ({os.strerror(number)}){_cause(operation, number)}"


def subject(operation: op.Operation) -> str:
    """Return the operation's name, service and, where there is one, destination."""
    thing = operation.after or operation.before
    is_destination = operation.operation in op.OF_DESTINATIONS
    destination = f", destination {endpoint(thing.address, thing.port)}" if is_destination else ""
    return f"{operation.operation.replace('_', ' ')} {operation.key}{destination}".rstrip()


def _cause(operation: op.Operation, number: int) -> str:
    for cause_number, operations, text in _CAUSES:
        if number == cause_number and (operations is None or operation.operation in operations):
            thing = operation.after
            return "; likely cause: " + text.format(modules=_modules(thing), interface=getattr(thing, "interface", ""))
    return ""


def _modules(thing: object) -> str:
    """Return what a service needs a kernel module for; the kernel does not say which of them it lacks."""
    if not isinstance(thing, Service):
        return ""
    scheduler = f"scheduler '{thing.scheduler}' (module ip_vs_{thing.scheduler})"
    engine = f" or no persistence engine '{thing.engine}' (module ip_vs_pe_{thing.engine})" if thing.engine else ""
    return scheduler + engine
