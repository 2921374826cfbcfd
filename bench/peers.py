# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What else drives IPVS: ipvsadm, and pyroute2's IPVS."""

from __future__ import annotations

import subprocess
from socket import IPPROTO_TCP

from . import tables
from .rooms import milliseconds


def ipvsadm(services: int, destinations: int) -> dict:
    """Restore the rules, print them, change one weight, each by one process."""
    declared = tables.table(services, destinations)
    rules = tables.rules(declared)
    key, real = declared[0].key, declared[0].destinations[0]
    edit = f"-e -t {key.address}:{key.port} -r {real.address}:{real.port} -g -w 9".split()
    return {
        "create": milliseconds(lambda: _ipvsadm("-R", rules=rules)),
        "print": milliseconds(lambda: _ipvsadm("-Sn")),
        "one": milliseconds(lambda: _ipvsadm(*edit)),
    }


def one_process_per_rule(services: int, destinations: int) -> dict:
    lines = [line.split() for line in tables.rules(tables.table(services, destinations)).splitlines()]
    return {"create": milliseconds(lambda: [_ipvsadm(*line) for line in lines])}


def pyroute2(services: int, destinations: int) -> dict:
    """Create through one socket, then dump everything into the library's own records."""
    from pyroute2 import IPVS, IPVSDest, IPVSService

    declared = tables.table(services, destinations)
    with IPVS() as ipvs:

        def create() -> None:
            for service in declared:
                record = IPVSService(addr=service.key.address, port=service.key.port, protocol=IPPROTO_TCP)
                ipvs.service("add", service=record)
                for real in service.destinations:
                    ipvs.dest("add", service=record, dest=IPVSDest(addr=real.address, port=real.port))

        def read() -> None:
            for message in ipvs.service("dump"):
                found = IPVSService.from_message(message)
                key = IPVSService(addr=found["addr"], port=found["port"], protocol=found["protocol"])
                count = sum(1 for message in ipvs.dest("dump", service=key) if IPVSDest.from_message(message))
                if count != destinations:
                    raise RuntimeError(f"pyroute2 read {count} destinations")

        return {"create": milliseconds(create), "read": milliseconds(read)}


def _ipvsadm(*words: str, rules: str | None = None) -> None:
    subprocess.run(["ipvsadm", *words], input=rules, stdout=subprocess.DEVNULL, text=True, check=True)
