# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of the ``arp_probe`` module: find where to ask, ask, and say who answered."""

from __future__ import annotations

from .._model import probe
from .._netlink import packet
from .._netlink.route import RouteClient


def run(asked: probe.Question) -> tuple[dict, str]:
    """Return the report, and what is not as expected as a sentence, empty if nothing is."""
    with RouteClient() as route:
        interface, source = probe.place(asked, route.interfaces(), route.addresses())
    answers = packet.ask(interface, asked.address, source, asked.count, asked.interval, asked.timeout)
    found = probe.responders(answers, asked.names)
    report = {"interface": interface, "source": source, "responders": [one._asdict() for one in found]}
    return report, probe.fault(asked, interface, found)
