# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from ansible_collections.lvs.cluster.plugins.module_utils._model import operations as op
from ansible_collections.lvs.cluster.plugins.module_utils._model import vip_report
from ansible_collections.lvs.cluster.plugins.module_utils._model.host import HeldAddress, Route, Rule
from ansible_collections.lvs.cluster.plugins.module_utils._model.operations import Operation
from ansible_collections.lvs.cluster.plugins.module_utils._model.vip_memory import Memory

HELD = HeldAddress("203.0.113.10", 32, "lo", "lo:0", scope="host")
OPERATIONS = (
    Operation(op.SET_SYSCTL, "net/ipv4/conf/all/arp_ignore", "0", "1"),
    Operation(op.SET_ROUTE, "", None, Route(7100, "10.0.0.254", "eth0")),
    Operation(op.DELETE_RULE, "", Rule("203.0.113.10", 7100), None),
    Operation(op.ADD_ADDRESS, "", None, HELD),
    Operation(op.WRITE_FILE, "/etc/file", "old\n", "new\n"),
    Operation(op.WRITE_FILE, "/var/program", "", "PK\0"),
    Operation(op.ANNOUNCE, "", None, HELD),
)


def test_every_operation_is_told_with_its_target():
    found = vip_report.result(OPERATIONS)
    assert found["changed"] is True
    assert found["operations"][0] == {
        "operation": "set_sysctl",
        "target": "net/ipv4/conf/all/arp_ignore",
        "before": 0,
        "after": 1,
    }
    assert [one["target"] for one in found["operations"][1:]] == [
        "default via 10.0.0.254 dev eth0 table 7100 protocol kernel onlink",
        "from 203.0.113.10/32 lookup 7100 priority 7100 protocol kernel",
        "203.0.113.10/32 dev lo label lo:0 scope host",
        "/etc/file",
        "/var/program",
        "203.0.113.10/32 dev lo label lo:0 scope host",
    ]


def test_the_difference_is_one_of_the_host_and_one_of_each_file():
    live, text, program = vip_report.result(OPERATIONS)["diff"]
    assert live["before"] == (
        "net/ipv4/conf/all/arp_ignore = 0\nfrom 203.0.113.10/32 lookup 7100 priority 7100 protocol kernel\n"
    )
    assert live["after"].splitlines() == [
        "net/ipv4/conf/all/arp_ignore = 1",
        "default via 10.0.0.254 dev eth0 table 7100 protocol kernel onlink",
        "203.0.113.10/32 dev lo label lo:0 scope host",
    ]
    header = {"before_header": "/etc/file", "after_header": "/etc/file"}
    assert text == {"before": "old\n", "after": "new\n", **header}
    assert (program["before"], program["after"]) == ("", "(a program)\n")


def test_nothing_to_do_is_no_difference():
    assert vip_report.result(()) == {"changed": False, "operations": [], "diff": []}


def test_what_is_held_is_told_by_its_addresses_alone():
    memory = Memory(hidden=("203.0.113.10", "2001:db8::10"), announced=(HELD._replace(interface="eth0", label=""),))
    assert vip_report.holding(memory) == {"hidden": ["203.0.113.10", "2001:db8::10"], "announced": ["203.0.113.10"]}


def test_an_error_names_what_was_to_be_done():
    assert vip_report.subject(OPERATIONS[0]) == "set_sysctl net/ipv4/conf/all/arp_ignore = 1"
    assert vip_report.subject(OPERATIONS[3]) == "add_address 203.0.113.10/32 dev lo label lo:0 scope host"
