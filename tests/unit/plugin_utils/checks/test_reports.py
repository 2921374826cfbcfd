# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings and tables as people and tools read them."""

from xml.etree import ElementTree

import pytest
from ansible_collections.lvs.cluster.plugins.plugin_utils.checks import judging
from ansible_collections.lvs.cluster.plugins.plugin_utils.checks.finding import age
from ansible_collections.lvs.cluster.plugins.plugin_utils.checks.junit import junit
from ansible_collections.lvs.cluster.plugins.plugin_utils.checks.picture import picture
from ansible_collections.lvs.cluster.plugins.plugin_utils.checks.summary import summary

from tests.unit.plugin_utils.checks import broken, healthy
from tests.unit.plugin_utils.checks.broken import Documents


def findings(*breakages, traffic=True):
    documents = Documents()
    for breaking in breakages:
        breaking(documents)
    return judging.findings(documents.clusters, documents.nodes, documents.traffic if traffic else None, healthy.NOW)


def test_the_summary_of_a_healthy_cluster_is_a_line():
    assert summary(findings()) == "Nothing failed: 79 checks, 79 ok, 0 blocked, 0 not measured.\n"


def test_the_summary_begins_with_counts_and_what_follows_from_nothing():
    lines = summary(findings(broken.arp_ignore_0, broken.nothing_listens, broken.missing_destination)).splitlines()
    assert lines[0] == "4 of 79 checks FAILED on 2 hosts; 75 ok, 0 blocked, 0 not measured."
    start, end = lines.index("web1"), lines.index("lb1")
    assert [line.strip() for line in lines[start:end] if line.startswith("  ") and line[2] != " "] == [
        "arp_ignore FAILED",
        "listener FAILED",
        "F7: it answers for 10.0.0.100 with 02:00:00:00:00:0b (asked by lb1, web2, web3) (follows from",
    ]
    assert "    found:    nothing listens on tcp 10.0.0.100:80; nothing listens on tcp" in "\n".join(lines)
    assert "    remedy:   Start it; it has to listen on the VIP or on all addresses: ss -lnptu" in lines
    assert lines[end + 1].startswith(
        "  table: tcp 10.0.0.100:80: web1 (10.0.0.11) is missing (follows from listener on"
    )


def test_what_could_not_be_judged_is_a_paragraph_each():
    text = summary(findings(broken.unreachable, traffic=False))
    paragraphs = text.split("\n\n")
    blocked = next(one for one in paragraphs if one.startswith("Blocked: "))
    unmeasured = next(one for one in paragraphs if one.startswith("Not measured: "))
    assert " ".join(blocked.split()).endswith("on web3: follows from reachable on web3.")
    assert "F3, F4, F8, source_check, responses on lb1, web1, web2 and 1 more: no traffic was sent" in " ".join(
        unmeasured.split()
    )


@pytest.mark.parametrize(
    "breakages", [[], [broken.director_as_gateway, broken.arp_ignore_0], [broken.unreachable, broken.dropping_invalid]]
)
def test_no_line_of_the_summary_is_longer_than_100_columns(breakages):
    text = summary(findings(*breakages, traffic=False))
    assert max(map(len, text.splitlines())) <= 100


def test_the_summary_of_thousands_is_short():
    failed = [one for one in findings(broken.arp_ignore_0) if one["status"] == "failed"]
    text = summary([{**one, "host": f"web{number}"} for number in range(5000) for one in failed])
    assert text.startswith("10000 of 10000 checks FAILED on 5000 hosts")
    assert "And 4970 more hosts: web30, web31, web32 and 4967 more." in text
    assert len(text.splitlines()) < 500


def test_a_limited_run_says_of_all_others_alike_that_they_were_not_looked_at():
    seen = {host: node for host, node in healthy.nodes().items() if host not in ("web2", "web3")}
    text = " ".join(summary(judging.findings(healthy.clusters(), seen, None, healthy.NOW)).split())
    assert "boot, source_check on web2, web3, client1: this run has not looked at it" in text


def test_hundreds_of_reasons_why_nothing_is_known_are_cut():
    words = {"status": "blocked", "expected": "e", "found": "f", "remedy": ""}
    found = [{"id": "F1", "host": f"web{n}", "cause": f"follows from reachable on web{n}", **words} for n in range(200)]
    text = " ".join(summary(found).split())
    assert "F1 on web9: follows from reachable on web9. And 190 more reasons." in text


def test_junit_has_a_suite_for_each_host_and_passes_nothing_unseen():
    found = findings(broken.arp_ignore_0, broken.unreachable, traffic=False)
    root = ElementTree.fromstring(junit(found).encode())  # noqa: S314 - our own text
    cases = {(case.get("classname"), case.get("name")): case for case in root.iter("testcase")}
    assert set(cases) == {(one["host"], one["id"]) for one in found}
    for one in found:
        tags = [child.tag for child in cases[one["host"], one["id"]]]
        assert tags == {"ok": [], "failed": ["failure"]}.get(one["status"], ["skipped"])
    counts = {name: int(root.get(name)) for name in ("tests", "failures", "skipped")}
    assert counts == {
        "tests": len(found),
        "failures": sum(one["status"] == "failed" for one in found),
        "skipped": sum(one["status"] in ("blocked", "not_measured") for one in found),
    }
    failure = cases["web1", "arp_ignore"].find("failure")
    assert failure.get("message") == "arp_ignore of eth0 is effectively 0 (all 0, eth0 0)"
    assert "remedy: sysctl -w net.ipv4.conf.all.arp_ignore=1" in failure.text


@pytest.mark.parametrize("text", ["a\x00b\x1b[0m", "<&>\"'", "\ud800", "ü € 𝄞"])
def test_junit_is_xml_whatever_a_host_says(text):
    one = {**findings(broken.arp_ignore_0)[0], "status": "failed", "found": text, "cause": text}
    root = ElementTree.fromstring(junit([one]).encode())  # noqa: S314 - our own text
    message = root.find("testsuite/testcase/failure").get("message")
    assert len(message) == len(text)


def test_the_picture_names_real_servers_by_the_inventory_and_says_who_is_out():
    documents = Documents()
    broken.drained_and_changed(documents)
    broken.unreachable(documents)
    documents.kernel["destinations"].append({**documents.kernel["destinations"][0], "address": "10.0.0.99"})
    documents.kernel["destinations"].pop(1)
    documents.lb1["ipvs"]["statistics"][0]["destinations"][0]["inbps"] = 1234567
    lines = picture(documents.clusters, documents.nodes, healthy.NOW).splitlines()
    assert lines[:10] == [
        "cluster default, director lb1",
        "",
        "  tcp 10.0.0.100:80 wlc  web: 3 conns/s, 900 B/s in",
        "    real server  address    weight  active  inactive  conns/s  in B/s  state",
        "    web1         10.0.0.11       1       2         7        1    1.2M  "
        "drained since 2026-01-02T09:00:00Z (3 h)",
        "    web2         10.0.0.12       -       -         -        -       -  not in the table",
        "    web3         10.0.0.13       1       2         7        1     900  unreachable",
        "    ?            10.0.0.99       1       0         0        0       0  not of this inventory",
        "",
        "  tcp [2001:db8::100]:80 wlc  web: 3 conns/s, 900 B/s in",
    ]


def test_the_picture_of_a_director_that_cannot_be_read():
    documents = Documents()
    documents.nodes["lb1"] = {"unreachable": "No route to host"}
    assert picture(documents.clusters, documents.nodes).splitlines() == [
        "cluster default, director lb1",
        "  unreachable: No route to host",
    ]
    del documents.nodes["lb1"]
    assert "nobody has read its table" in picture(documents.clusters, documents.nodes)


def test_the_picture_tells_what_is_missing_and_what_is_foreign():
    documents = Documents()
    documents.kernel["address"] = "10.0.0.101"
    text = picture(documents.clusters, documents.nodes)
    assert "  tcp 10.0.0.100:80  web: declared, and not in the table" in text
    assert "  tcp 10.0.0.101:80: not of this inventory" in text


def test_who_leaves_is_shown_until_it_is_gone():
    documents = Documents()
    broken.leaves(documents)
    assert [
        line.split()[-1] for line in picture(documents.clusters, documents.nodes).splitlines() if "web3" in line
    ] == [
        "leaving",
        "leaving",
    ]
    for service in documents.lb1["ipvs"]["services"]:
        service["destinations"].pop()
    assert picture(documents.clusters, documents.nodes).count("  gone") == 2


@pytest.mark.parametrize(
    ("since", "told"),
    [
        ("2026-01-02T11:59:30Z", "30 s"),
        ("2026-01-02T11:18:00+00:00", "42 min"),
        ("2026-01-01T12:00:00Z", "1 day"),
        ("2025-12-03T12:00:00Z", "30 days"),
        ("2026-01-02T12:00:09Z", "0 s"),
        ("yesterday", ""),
        ("2026-01-02T11:18:00", ""),
    ],
)
def test_ages(since, told):
    assert age(since, healthy.NOW) == told
