# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from ansible_collections.lvs.cluster.plugins.module_utils._model.rules import table_lines
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, Service, ServiceKey


def test_a_table_reads_as_ipvsadm_save_prints_it():
    web = Service(
        ServiceKey("ipv4", "tcp", "203.0.113.10", 80),
        "wlc",
        destinations=(Destination("10.0.0.11", 80), Destination("10.0.0.12", 80, weight=0)),
    )
    dns = Service(ServiceKey("ipv4", "udp", "203.0.113.10", 53), "rr", timeout=300)
    assert table_lines([dns, web]) == [
        "-A -t 203.0.113.10:80 -s wlc",
        "-a -t 203.0.113.10:80 -r 10.0.0.11:80 -g -w 1",
        "-a -t 203.0.113.10:80 -r 10.0.0.12:80 -g -w 0",
        "-A -u 203.0.113.10:53 -s rr -p 300",
    ]


def test_services_of_others_are_shown_too():
    mark = Service(
        ServiceKey("ipv6", "", "", 0, 7),
        "rr",
        netmask=128,
        destinations=(
            Destination("2001:db8::1", 0, "tunnel", 2, 9, 4, family="ipv6"),
            Destination("10.0.0.1", 0, "masquerade"),
        ),
    )
    assert table_lines([mark]) == [
        "-A -f 7 -6 -s rr",
        "-a -f 7 -6 -r [2001:db8::1]:0 -i -w 2 --tun-type ipip -x 9 -y 4",
        "-a -f 7 -6 -r 10.0.0.1:0 -m -w 1",
    ]
