# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module ``node_info`` on real hosts of one segment, with ip(8), ipvsadm, sysctl(8) and iptables as oracles."""

import json
import os
import platform
import socket
import time
from pathlib import Path

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import client, presence
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import packet
from ansible_collections.lvs.cluster.plugins.modules import ipvs, ipvs_destination, ipvs_info, node_info

from tests.kernel.boots import Host, service
from tests.kernel.conftest import run
from tests.kernel.neighbourhood import ASKER, VIP, VIP6, Neighbourhood, ip, mac
from tests.kernel.vips import OTHER, OTHER6, announce, hide, kernel, names

DIRECTOR, WEB2, ROUTER, NOBODY = "203.0.113.21", "203.0.113.12", "203.0.113.254", "203.0.113.99"
FAR_VIP, CLIENT, CLIENTS = "192.0.2.80", "198.51.100.7", "198.51.100.0/24"
SITE = "etc/sysctl.d/99-site.conf"
PARAMETERS = ("arp_ignore", "arp_announce", "rp_filter", "proxy_arp")


@pytest.fixture
def segment():
    """A segment with this host, 203.0.113.2, real server or director, and with a director, a real server, a router."""
    neighbours = Neighbourhood()
    neighbours.host(0x11, (f"{DIRECTOR}/24", f"{VIP}/32", f"{VIP6}/128", f"{FAR_VIP}/32", "2001:db8::11/64"))
    neighbours.host(0x12, (f"{WEB2}/24",), on_lo=(f"{VIP}/32",), arp_ignore=1)
    neighbours.host(0xFE, (f"{ROUTER}/24", "2001:db8::fe/64"))
    ip(f"route add default via {ROUTER} mtu 1400")
    run("ip", "-6", "route", "add", "default", "via", "2001:db8::fe")
    yield neighbours
    neighbours.close()


@pytest.fixture
def look(module):
    """Run the module in check mode; it changes nothing and says so. Return the document."""

    def call(**params):
        before, modules = kernel(), Path("/proc/modules").read_text().split()[0::6]
        result = module(node_info.main, check_mode=True, **params)
        assert "failed" not in result, result
        assert result["changed"] is False
        assert kernel() == before
        assert Path("/proc/modules").read_text().split()[0::6] == modules
        return result["node"]

    return call


def of(entries, **wanted):
    """The entries of a list that have these values."""
    return [one for one in entries if all(one[key] == value for key, value in wanted.items())]


def way(destination, *source):
    (found,) = json.loads(run("ip", "-j", "route", "get", destination, *source))
    return found["dev"], found.get("gateway", "")


def test_a_host_where_nothing_of_ours_has_ever_run(module, tmp_path):
    """As this file's first test it is on a kernel that has no IPv6 yet."""
    result = module(node_info.main, vips=[VIP, VIP6], peers=[DIRECTOR], clients=[CLIENTS, "::/0"])
    assert "failed" not in result, result
    node = result["node"]
    assert node["gaps"] == []
    assert (node["ipvs"]["services"], node["owner"], node["sysctl_files"], node["answers"]) == ([], None, [], [])
    assert node["ways"] == [
        {"destination": DIRECTOR, "source": "", "interface": "", "gateway": "", "mac": "", "mtu": 0}
    ]
    assert node["record"] == {"drained": [], "services": [], "hidden": [], "announced": [], "sysctls": {}}
    assert set(node["boot"]["units"].values()) == {""}
    assert node["boot"]["vips"] == {"hidden": [], "announced": []}
    assert (node["boot"]["rules"], node["boot"]["modules_load"], node["neighbours"]) == ("", [], [])
    assert (node["kernel"], node["python"]) == (os.uname().release, platform.python_version())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("segment")
def test_what_ip_tells(look):
    ip(f"neigh add {NOBODY} lladdr {mac(0x99)} dev eth0 nud stale", f"address add {OTHER}/24 dev eth0")
    ip("link add eth1 type dummy", "link set eth1 mtu 1280")
    node = look(probe=False)
    links = {link["ifname"]: link for link in json.loads(run("ip", "-j", "address"))}
    assert {one["name"]: (one["mac"], one["mtu"], one["is_up"]) for one in node["interfaces"]} == {
        name: (link["address"], link["mtu"], "UP" in link["flags"]) for name, link in links.items()
    }
    assert {one["name"]: one["lro"] for one in node["interfaces"]} == dict.fromkeys(links, False)
    assert {(one["interface"], one["address"], one["prefix"], one["label"]) for one in node["addresses"]} == {
        (name, info["local"], info["prefixlen"], info.get("label", ""))
        for name, link in links.items()
        for info in link["addr_info"]
    }
    assert of(node["addresses"], address=OTHER)[0]["flags"] == ["secondary"]
    assert of(node["neighbours"], address=NOBODY) == [
        {"address": NOBODY, "interface": "eth0", "mac": mac(0x99), "state": "stale"}
    ]
    assert {one["dst"] for one in json.loads(run("ip", "-j", "neigh"))} == {
        one["address"] for one in node["neighbours"]
    }
    assert node["answers"] == []


@pytest.mark.usefixtures("segment")
def test_a_real_server_says_which_way_its_answers_go_and_who_answers_for_the_vip(module, look):
    names(hide(module, VIP, VIP6, reply_gateway=[DIRECTOR]))
    began = time.monotonic()
    node = look(
        vips=[VIP, VIP6, OTHER],
        peers=[ASKER, DIRECTOR, WEB2, NOBODY, CLIENT],
        clients=[CLIENT, CLIENTS, "2001:db9::/32"],
    )
    assert time.monotonic() - began < 4
    for destination, source, asked in (
        (DIRECTOR, "", [DIRECTOR]),
        (CLIENT, "", [CLIENT]),
        (ASKER, "", [ASKER]),
        (CLIENT, VIP, [CLIENT, "from", VIP]),
        (CLIENTS, VIP, ["198.51.100.1", "from", VIP]),
        ("2001:db9::/32", VIP6, ["2001:db9::1", "from", VIP6]),
    ):
        (found,) = of(node["ways"], destination=destination, source=source)
        assert (found["interface"], found["gateway"]) == way(*asked)
    assert of(node["ways"], source=OTHER) == []
    (direct,) = of(node["ways"], destination="default", source="")
    assert (direct["gateway"], direct["mac"], direct["mtu"]) == (ROUTER, mac(0xFE), 1400)
    (answers,) = of(node["ways"], destination="default", source=VIP)
    assert (answers["gateway"], answers["mac"], answers["mtu"]) == (DIRECTOR, mac(0x11), 0)
    assert {one["gateway"] for one in of(node["ways"], destination="default6")} == {"2001:db8::fe"}
    answered = {one["address"]: one["macs"] for one in node["answers"]}
    assert answered == {
        VIP: [mac(0x11)],
        VIP6: [mac(0x11)],
        DIRECTOR: [mac(0x11)],
        WEB2: [mac(0x12)],
        ROUTER: [mac(0xFE)],
        "2001:db8::fe": [mac(0xFE)],
        NOBODY: [],
        OTHER: [],
    }
    assert node["gaps"] == []


def test_all_who_answer_for_the_vip_are_named_and_a_far_one_is_asked_for_among_the_peers(look, segment):
    segment.host(0x13, ("203.0.113.13/24", f"{VIP}/32"))
    node = look(vips=[VIP, FAR_VIP], peers=[WEB2])
    answered = {one["address"]: one["macs"] for one in node["answers"]}
    assert answered[VIP] == [mac(0x11), mac(0x13)]
    assert answered[FAR_VIP] == [mac(0x11)]
    assert FAR_VIP not in {one["address"] for one in look(vips=[FAR_VIP])["answers"]}


@pytest.mark.usefixtures("segment")
def test_sysctls_are_those_of_the_kernel_and_files_that_undo_ours_are_named(module, look, tmp_path):
    names(hide(module, VIP))
    site = tmp_path / "root" / SITE
    site.write_text("# of the site\nnet.ipv4.conf.all.arp_ignore = 0\nnet.ipv4.conf.all.arp_announce = 2\n")
    run("ipvsadm", "-Ln")
    node = look(vips=[VIP])
    oracle = ["/".join(name.split("/")[3:]) for name in map(str, Path("/proc/sys/net/ipv4/vs").iterdir())]
    wanted = [f"net/ipv4/conf/{one}/{name}" for one in ("all", "lo", "eth0") for name in PARAMETERS]
    assert set(node["sysctls"]) == {*wanted, *oracle, "net/ipv4/ip_forward"}
    for name, value in node["sysctls"].items():
        assert run("sysctl", "-n", name.replace("/", ".")).split() == value.split()
    assert node["sysctls"]["net/ipv4/conf/all/arp_ignore"] == "1"
    assert node["sysctl_files"] == [
        {"path": f"/{SITE}", "line": 2, "name": "net/ipv4/conf/all/arp_ignore", "value": "0", "ours": "1"}
    ]
    assert node["record"]["sysctls"] == {"net/ipv4/conf/all/arp_ignore": "1", "net/ipv4/conf/all/arp_announce": "2"}
    assert node["boot"]["units"]["lvs-cluster-realserver.service"] == "enabled"
    assert node["boot"]["vips"] == {"hidden": [VIP], "announced": []}
    assert node["record"]["hidden"] == [VIP]


@pytest.mark.usefixtures("segment")
def test_a_director_tells_its_table_what_it_remembers_and_what_it_boots_with(module, look, ipvsadm, tmp_path):
    module(ipvs.main, services=[service(1, 2), service(3, port=443)])
    module(ipvs_destination.main, address="10.0.0.12", state="drained")
    names(announce(module, f"{OTHER}/32", OTHER6))
    node = look(vips=[OTHER], probe=False)
    table = module(ipvs_info.main)
    assert node["ipvs"] == {
        key: value for key, value in table.items() if key not in ("changed", "warnings", "invocation")
    }
    assert f"-a -t {VIP}:80 -r 10.0.0.12:80 -g -w 0" in ipvsadm.save()
    assert {one["weight"] for one in node["ipvs"]["services"][0]["destinations"]} == {0, 1}
    (drain,) = node["record"]["drained"]
    assert (drain["service"], drain["destination"], drain["state"], drain["weight"]) == (
        *(f"tcp {VIP}:80", "10.0.0.12:80"),
        *("drained", 2),
    )
    assert node["record"]["services"] == [f"tcp {VIP}:80", f"tcp {VIP}:443"]
    assert node["record"]["announced"] == [OTHER6, OTHER] == node["boot"]["vips"]["announced"]
    assert node["boot"]["rules"] == Host(tmp_path).rules.read_text()
    assert node["boot"]["units"]["lvs-cluster-director.service"] == "enabled"
    assert {"ip_vs", "ip_vs_wlc"} <= set(node["modules"])
    assert set(node["modules"]) == {path.name for path in Path("/sys/module").glob("ip_vs*")}
    assert node["gaps"] == []


def test_what_listens(look):
    before = {(one["protocol"], one["address"], one["port"]) for one in look(probe=False)["listening"]}
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        node = look(probe=False)
        wanted = {("tcp", *tcp.getsockname()), ("udp", *udp.getsockname())}
    assert {(one["protocol"], one["address"], one["port"]) for one in node["listening"]} - before == wanted


def test_rules_of_the_packet_filter_are_those_of_its_own_tool(look):
    assert look(probe=False)["firewall"] == {"iptables": {}, "ip6tables": {}, "nft": None}
    run("iptables-legacy", "-A", "INPUT", "-p", "tcp", "-m", "conntrack", "--ctstate", "INVALID", "-j", "DROP")
    saved = [line for line in run("iptables-legacy-save").splitlines() if not line.startswith("#")]
    assert any("--ctstate INVALID" in line for line in saved)
    node = look(probe=False)
    assert node["firewall"]["iptables"]["iptables-legacy"].splitlines() == saved
    assert node["firewall"]["ip6tables"] == {}
    assert look(probe=False, firewall=False)["firewall"] is None


def test_a_ruleset_of_nft_is_told_as_its_own_tool_does(look):
    run("nft", "add", "table", "bridge", "watch")
    (table,) = (one["table"] for one in look(probe=False)["firewall"]["nft"]["nftables"] if "table" in one)
    assert (table["family"], table["name"]) == ("bridge", "watch")
    run("nft", "delete", "table", "bridge", "watch")
    assert look(probe=False)["firewall"]["nft"] is None


def test_a_damaged_record_takes_nothing_else_along(module, look, tmp_path):
    names(hide(module, VIP))
    (tmp_path / "record/ipvs.json").write_text("{")
    node = look(probe=False)
    assert (node["record"]["services"], node["record"]["drained"], node["record"]["hidden"]) == (None, None, [VIP])
    assert [gap.partition(" could")[0] for gap in node["gaps"]] == ["record of ipvs"]


@pytest.mark.usefixtures("segment")
def test_a_part_that_cannot_be_read_is_null_and_named_and_the_others_are_there(module, look, tmp_path):
    names(hide(module, VIP))
    for folder in (tmp_path / "record", tmp_path / "root"):
        folder.chmod(0o700)
    run("ipvsadm", "-Ln")
    assert look()["gaps"] == []
    os.seteuid(65534)
    try:
        node = look(vips=[VIP], peers=[DIRECTOR])
    finally:
        os.seteuid(0)
    assert node["answers"] is node["ipvs"] is node["sysctl_files"] is None
    assert dict.fromkeys(node["record"]) == node["record"]
    missing = {gap.partition(" could")[0] for gap in node["gaps"]}
    assert missing - {gap for gap in missing if gap.startswith("rules of ")} == {
        *("files of the next boot", "ipvs", "nobody", "record of ipvs", "record of vip"),
    }
    assert any("CAP_NET_RAW" in gap for gap in node["gaps"])
    assert of(node["addresses"], address=VIP)[0]["label"] == "lo:0"
    assert of(node["ways"], destination=DIRECTOR)[0]["mac"] in ("", mac(0x11))
    assert node["sysctls"]["net/ipv4/conf/all/arp_ignore"] == "1"


def test_an_unloaded_ip_vs_is_an_empty_table(look, monkeypatch):
    monkeypatch.setattr(presence, "_TABLE", "/nonexistent")
    monkeypatch.setattr(client.GenericFamily, "__init__", lambda *_arguments: pytest.fail("it asks the kernel"))
    assert look(probe=False)["ipvs"]["loaded"] is False


@pytest.mark.usefixtures("segment")
def test_who_should_answer_and_does_not_is_asked_once_more(look, monkeypatch):
    asked = []

    def ask_many(interface, questions, *how, really=packet.ask_many):
        asked.append(set(questions))
        silent = {NOBODY, WEB2} if len(asked) == 1 else {NOBODY}
        return {one: [] if one in silent else found for one, found in really(interface, questions, *how).items()}

    monkeypatch.setattr(packet, "ask_many", ask_many)
    node = look(vips=[VIP, OTHER], peers=[DIRECTOR, WEB2, NOBODY], firewall=False)
    assert {VIP, OTHER, DIRECTOR, WEB2, NOBODY} < asked[0]
    assert asked[1:] == [{WEB2, NOBODY}]
    assert [one["macs"] for address in (WEB2, NOBODY, OTHER) for one in of(node["answers"], address=address)] == [
        [mac(0x12)],
        [],
        [],
    ]


@pytest.mark.parametrize("params", [{"vips": ["web"]}, {"peers": ["127.0.0.1"]}, {"clients": ["198.51.100.0/33"]}])
def test_a_parameter_that_is_no_address_is_refused(module, params):
    result = module(node_info.main, **params)
    assert result["failed"]
    assert next(iter(params)) in result["msg"]


def test_it_tells_what_vip_would_do_and_does_not_do_it(module):
    asked = {"addresses": [OTHER], "persist": False}
    before = kernel()
    told = module(node_info.main, vips=[OTHER], probe=False, firewall=False, hiding=asked)["hiding"]
    assert (told["changed"], [one["operation"] for one in told["operations"]][-1]) == (True, "add_address")
    assert kernel() == before
    hide(module, OTHER, persist=False)
    told = module(node_info.main, vips=[OTHER], probe=False, firewall=False, hiding=asked)["hiding"]
    assert (told["changed"], told["operations"], told["hidden"]) == (False, [], [OTHER])


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"addresses": ["nothing"]}, "nothing"),
        ({"addresses": []}, "addresses"),
        ({"addresses": [OTHER], "so": 1}, "so"),
    ],
)
@pytest.mark.parametrize("how", ["hiding", "announcing"])
def test_where_vip_would_fail_it_says_so_and_does_not_fail(module, how, wrong, reason):
    result = module(node_info.main, probe=False, firewall=False, **{how: wrong})
    assert "failed" not in result
    assert result[how]["failed"] is True
    assert reason in result[how]["msg"]
