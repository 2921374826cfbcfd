# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""rollout.yml, batch by batch, under a client that keeps asking; the director's table is read all the time."""

from __future__ import annotations

import json
import re

import pytest

from lab.cluster import operator
from lab.cluster.layout import dump_inventory
from lab.cluster.nodes import until
from lab.cluster.recording import Recording, recording

# A line for each request, in their order: the status, 000 where no answer came, and who answered. Only to stderr does
# curl say it at once.
SAYS = "%{stderr}%{http_code} %header{x-node}\\n"
# A line for each look: the table, and where the VIP is.
LOOKING = 'while sleep 0.5; do echo $(ipvsadm -Sn) "|" $(ip -o address show to "$1"); done'
ONE_BY_ONE = ("--extra-vars", "lvs_serial=1")
NOWHERE = "192.0.2.0/24"
LATER = "/etc/sysctl.d/zz-later.conf"


class Told:
    """What a rollout did: its report, and what client and director said meanwhile."""

    def __init__(self, played, rows, answers, looks):
        self.status, self.text, self.rows = played.returncode, played.stdout + played.stderr, rows
        self.answers, self.looks = answers, looks

    def lost(self):
        """The requests without an answer, from the first one that had any."""
        served = [number for number, line in enumerate(self.answers) if line.startswith("200 ")]
        assert served, self.text
        return [line for line in self.answers[served[0] :] if not line.startswith("200 ")]

    def tables(self):
        """The tables one after the other, as the addresses of their real servers."""
        found = [frozenset(re.findall(r"-r (\S+):80 ", look)) for look in self.looks]
        return [table for number, table in enumerate(found) if number == 0 or table != found[number - 1]]

    def ends(self):
        """What became of each host."""
        return {row["host"]: row["status"] for row in self.rows if row["id"] == "run"}


@pytest.fixture(scope="module")
def dump(inventory):
    return dump_inventory(inventory)


@pytest.fixture(scope="module")
def rollout(cluster, dump, tmp_path_factory):
    """Play rollout.yml with client and director under watch."""
    layout = cluster.layout
    url = f"http://{layout.service}/?[1-100000]"
    limits = ["--rate", "2/s", "--connect-timeout", "1", "--max-time", "8", "--header", "Connection: close"]

    def play(*flags, given=dump):
        folder = tmp_path_factory.mktemp("rollout")
        report = folder / "report.json"
        flags = (*flags, "--extra-vars", f"lvs_report_json={report}")
        curl = ["curl", "--silent", *limits, "--output", "/dev/null", "--write-out", SAYS, url]
        client = Recording(cluster[layout.client], *curl)
        director = Recording(cluster[layout.director], "sh", "-c", LOOKING, "sh", layout.vip)
        with recording([client, director]):
            played = operator.play(operator.write(folder, given), "rollout.yml", *flags)
            said = len(client.complaints().splitlines())
            assert until(lambda: len(client.complaints().splitlines()) > said + 2)
            told = client.complaints().splitlines()[:-1], director.text().splitlines()[:-1]
        return Told(played, json.loads(report.read_text()), *told)

    return play


@pytest.fixture(scope="module")
def first(rollout):
    """The very first rollout."""
    return rollout(*ONE_BY_ONE)


@pytest.fixture
def table(cluster, first):
    assert first.status == 0, first.text
    return lambda: sorted(cluster[cluster.layout.director].run("ipvsadm", "-Sn").splitlines())


@pytest.fixture
def webs(cluster):
    return cluster.layout.realservers


def rips(cluster, *names):
    return frozenset(cluster.layout.rips[name] for name in names)


def test_real_servers_come_one_after_the_other_in_the_order_of_the_inventory(cluster, first, webs):
    assert first.status == 0, first.text
    assert first.tables() == [rips(cluster, *webs[:number]) for number in range(len(webs) + 1)]


def test_the_vip_is_announced_once_there_is_somebody_behind_it(cluster, first):
    announced = [look for look in first.looks if cluster.layout.vip in look.partition("|")[2]]
    assert announced
    assert not [look for look in announced if " -r " not in look]


def test_from_the_first_answer_on_no_request_is_lost(first):
    assert first.lost() == []
    assert first.answers[0].startswith("000 ")  # the control: a request without an answer is seen


def test_all_were_changed_and_nothing_is_wrong(cluster, first, webs):
    assert "Hosts: 4 changed, 0 unchanged, 0 failed, 0 not reached." in first.text
    assert first.ends() == dict.fromkeys([cluster.layout.director, *webs], "changed")
    assert not [row for row in first.rows if row["status"] == "failed"]


@pytest.fixture
def a_canary_that_cannot_be_made_ready(cluster, dump, webs):
    """An inventory with other weights, and with a route of the canary that leads through the director."""
    director = dump["_meta"]["hostvars"][cluster.layout.director]["lvs_dips"][0]
    for web in webs:
        dump = operator.changed(dump, web, lvs_weight=2)
    cluster[webs[0]].run("ip", "route", "add", NOWHERE, "via", director)
    yield operator.changed(dump, webs[0], realserver_client_networks=[NOWHERE])
    cluster[webs[0]].run("ip", "route", "delete", NOWHERE)


def test_a_failed_canary_stops_the_rollout_and_the_cluster_serves_on(
    cluster, rollout, table, webs, a_canary_that_cannot_be_made_ready
):
    before = table()
    told = rollout(*ONE_BY_ONE, given=a_canary_that_cannot_be_made_ready)
    assert told.status == 2, told.text
    assert table() == before
    assert len(told.tables()) == 1
    assert told.lost() == []
    canary, *others = webs
    assert "Hosts: 0 changed, 1 unchanged, 1 failed, 2 not reached." in told.text
    assert f"not reached: {', '.join(others)}: the rollout stopped at {canary}" in told.text
    assert told.ends() == {
        cluster.layout.director: "unchanged", canary: "failed", **dict.fromkeys(others, "not_reached")
    }  # fmt: skip
    (why,) = [row["found"] for row in told.rows if (row["id"], row["host"]) == ("run", canary)]
    assert NOWHERE in why


@pytest.fixture
def without_the_last(cluster, table, webs):
    """The table without the last real server, if it was in it."""
    cluster[cluster.layout.director].attempt(
        "ipvsadm", "-d", "-t", cluster.layout.service, "-r", f"{cluster.layout.rips[webs[-1]]}:80"
    )
    return table()


def test_one_that_proves_wrong_when_it_is_admitted_is_taken_out_again(cluster, rollout, table, webs, without_the_last):
    """And the rack's run needs no director within its limit."""
    cluster[webs[-1]].run("sh", "-c", f"echo net.ipv4.conf.all.arp_ignore = 0 >{LATER}")
    try:
        told = rollout("--limit", webs[-1])
    finally:
        cluster[webs[-1]].run("rm", LATER)
    assert told.status == 2, told.text
    assert "sysctl_files: " in told.text
    rest = rips(cluster, *webs[:-1])
    assert told.tables() == [rest, rips(cluster, *webs), rest]
    assert table() == without_the_last
    assert told.ends() == {cluster.layout.director: "changed", webs[-1]: "failed"}


@pytest.mark.usefixtures("without_the_last")
def test_a_limit_without_the_director_admits_its_own_and_keeps_the_others(cluster, rollout, webs):
    told = rollout("--limit", webs[-1])
    assert told.status == 0, told.text
    assert told.tables() == [rips(cluster, *webs[:-1]), rips(cluster, *webs)]
    assert told.lost() == []
    assert told.ends() == {cluster.layout.director: "changed", webs[-1]: "unchanged"}
    assert f"not part of this run, and left as they are: {', '.join(webs[:-1])}" in told.text
