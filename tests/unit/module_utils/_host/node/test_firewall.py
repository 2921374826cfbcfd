# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tools of a packet filter are run, on hosts that have some of them."""

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host.node import firewall, programs
from ansible_collections.lvs.cluster.plugins.module_utils._host.node.gaps import Gaps

RULES = "*filter\nCOMMIT\n"
RULESET = '{"nftables": [{"table": {"family": "inet", "name": "filter"}}]}'


@pytest.fixture
def host(tmp_path, monkeypatch):
    """Be on a host with these tools and kinds of tables; ``ran`` has what was run, and a tool that is broken fails."""

    def make(*tools, legacy=False, nft=False, broken=()):
        ran, gaps = [], Gaps()
        names = tmp_path / "names"
        if legacy:
            names.write_text("filter\n")

        def output(command):
            ran.append(command)
            if command[0] in broken:
                raise programs.ProgramError(f"{command[0]}: status 1")
            return RULESET if command[0] == "nft" else RULES

        monkeypatch.setattr(firewall, "_FAMILIES", {"iptables": str(names), "ip6tables": "/nonexistent"})
        monkeypatch.setattr(firewall.kernel_modules, "is_loaded", lambda name: nft and name == "nf_tables")
        monkeypatch.setattr(programs, "find", lambda name: name if name in tools else None)
        monkeypatch.setattr(programs, "output", output)
        return firewall.rules(gaps), [" ".join(command) for command in ran], gaps.sentences

    return make


DEBIAN = ("iptables-legacy-save", "iptables-nft-save", "ip6tables-nft-save", "iptables-save", "nft")
NOTHING = {"iptables": {}, "ip6tables": {}, "nft": None}


def test_a_kernel_without_tables_is_left_alone(host):
    assert host(*DEBIAN) == (NOTHING, [], [])


def test_a_host_without_tools_tells_nothing(host):
    assert host(legacy=True, nft=True) == (NOTHING, [], [])


def test_each_kind_of_table_is_told_by_its_own_tool(host):
    found, ran, gaps = host(*DEBIAN, legacy=True, nft=True)
    assert found["iptables"] == {"iptables-legacy": RULES, "iptables-nft": RULES}
    assert found["ip6tables"] == {"ip6tables-nft": RULES}
    assert found["nft"]["nftables"]
    assert gaps == []
    assert ran == ["iptables-legacy-save", "iptables-nft-save", "ip6tables-nft-save", "nft --json list ruleset"]


@pytest.mark.parametrize("kernel", [{"legacy": True}, {"nft": True}])
def test_a_host_with_one_tool_has_it_tell(host, kernel):
    found, ran, _gaps = host("iptables-save", **kernel)
    assert (found["iptables"], ran) == ({"iptables": RULES}, ["iptables-save"])


def test_a_tool_that_fails_is_named_and_the_others_tell(host):
    found, _ran, gaps = host(*DEBIAN, legacy=True, nft=True, broken=("iptables-nft-save", "nft"))
    assert found["iptables"] == {"iptables-legacy": RULES}
    assert found["nft"] is None
    assert gaps == [
        "rules of iptables-nft could not be read: iptables-nft-save: status 1",
        "rules of nft could not be read: nft: status 1",
    ]
