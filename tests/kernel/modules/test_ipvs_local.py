# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A director that is a real server itself: a destination with an address of its own, whose requests stay on the host.

The kernel sees to that for each connection; the destination has the forwarding method that was declared.
"""

import pytest

from tests.kernel.conftest import run
from tests.kernel.directors import interface

OWN = {"10.0.0.2": "203.0.113.10", "2001:db8:1::2": "2001:db8::10"}


def shown(address):
    return f"[{address}]:80" if ":" in address else f"{address}:80"


@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("is_local_first", [True, False])
def test_a_destination_that_is_the_host_itself_stays_as_declared(declare, ipvsadm, own, is_local_first):
    def become_local():
        interface("eth0", f"{own}/64" if ":" in own else f"{own}/24")
        (found,) = [line for line in run("ip", "route", "get", own).splitlines() if own in line]
        assert found.startswith("local")

    # Before that it has to be an address that somebody could have.
    run("ip", "route", "add", "default", "dev", "lo")
    run("ip", "-6", "route", "add", "default", "dev", "lo")
    if is_local_first:
        become_local()
    vip, other = OWN[own], own[:-1] + "3"
    services = [{"address": vip, "port": 80, "destinations": [{"address": own, "weight": 3}, {"address": other}]}]
    assert declare(services=services)["operation_count"] == 3
    if not is_local_first:
        become_local()
    assert declare(services=services)["operations"] == []
    lines = [f"-a -t {shown(vip)} -r {shown(found)} -g -w {weight}" for found, weight in ((own, 3), (other, 1))]
    assert ipvsadm.save() == [f"-A -t {shown(vip)} -s wlc", *lines]
    services[0]["destinations"][0]["weight"] = 4
    assert [one["operation"] for one in declare(services=services)["operations"]] == ["edit_destination"]
