# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import restore, rules
from ansible_collections.lvs.cluster.plugins.module_utils._model.restore import Texts
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, Service, ServiceKey
from ansible_collections.lvs.cluster.plugins.module_utils._model.settings import Daemon, Settings, Timeouts
from hypothesis import given
from hypothesis import strategies as st

from tests.tables import tables

EMPTY, NOTHING = Texts("", ""), Settings()
HEADING = "# Of the Ansible collection lvs.cluster, which writes this file anew.\n"
WEB, TLS, MARK = (
    ServiceKey("ipv4", "tcp", "203.0.113.10", 80),
    ServiceKey("ipv4", "tcp", "203.0.113.10", 443),
    ServiceKey("ipv6", "", "", 0, 0xFFFFFFFF),
)
DAEMON = Daemon("master", "eth0", 7)
ALL = Settings(Timeouts(900, 120, 300), (DAEMON,), {"expire_nodest_conn": "1", "sync_threshold": "3 50"})


def web(weight=1, key=WEB):
    return Service(key, "wlc", destinations=(Destination("10.0.0.11", key.port, weight=weight),))


def texts(previous, *services, ours=None, settings=NOTHING):
    table = {service.key: service for service in services}
    return restore.texts(previous, table if ours is None else ours, table, *settings)


def test_services_then_daemons_then_timeouts_and_the_sysctls_apart():
    assert texts(EMPTY, web(), settings=ALL) == Texts(
        "-A -t 203.0.113.10:80 -s wlc\n"
        "-a -t 203.0.113.10:80 -r 10.0.0.11:80 -g -w 1\n"
        "--start-daemon master --mcast-interface eth0 --syncid 7 --mcast-group 224.0.0.81 --mcast-port 8848 "
        "--mcast-ttl 1\n"
        "--set 900 120 300\n",
        f"{HEADING}net/ipv4/vs/expire_nodest_conn = 1\nnet/ipv4/vs/sync_threshold = 3 50\n",
    )


def test_without_settings_the_last_line_is_one_that_sets_nothing():
    assert texts(EMPTY, web()).rules.splitlines()[-1] == "--set 0 0 0"
    assert texts(EMPTY, web()).sysctls == HEADING


def test_what_this_call_does_not_list_stays_as_long_as_it_is_ours():
    before = texts(EMPTY, web(1), web(2, TLS), web(3, MARK))
    after = texts(before, web(5), ours={WEB, TLS, MARK})
    assert after == texts(EMPTY, web(5), web(2, TLS), web(3, MARK))
    assert texts(after, web(5), ours={WEB}) == texts(EMPTY, web(5))


def test_settings_stay_each_by_itself_until_a_call_gives_them_anew():
    before = texts(EMPTY, web(), settings=ALL)
    assert texts(before, web()) == before
    later = texts(before, web(), settings=Settings(Timeouts(udp=301), None, {"expire_nodest_conn": "0"}))
    assert "--set 900 120 301\n" in later.rules
    assert "--start-daemon master" in later.rules
    assert later.sysctls.splitlines()[1:] == [
        "net/ipv4/vs/expire_nodest_conn = 0",
        "net/ipv4/vs/sync_threshold = 3 50",
    ]
    assert "--start-daemon" not in texts(before, web(), settings=Settings(daemons=())).rules


@pytest.mark.parametrize(
    "settings",
    [
        Settings(Timeouts(tcp=900)),
        Settings(daemons=(DAEMON,)),
        Settings(sysctls={"expire_nodest_conn": "1"}),
    ],
)
def test_a_setting_alone_is_something_to_restore_and_stays(settings):
    alone = texts(EMPTY, settings=settings)
    assert alone.rules.splitlines()[-1].startswith("--set ")
    assert texts(alone) == alone
    assert texts(texts(alone, web())) == alone


@pytest.mark.parametrize("settings", [Settings(), Settings(Timeouts()), Settings(daemons=())])
def test_without_services_and_settings_nothing_is_left(settings):
    assert texts(EMPTY, settings=settings) == EMPTY
    assert texts(texts(EMPTY, web()), settings=settings) == EMPTY


@pytest.mark.parametrize(
    "damage",
    [
        "--set\n",
        "--set a b c\n",
        "--set 1 2\n",
        "--set -1 -1 -1\n",
        f"--set {9**99} 1 1\n",
        "-A\n-a\n",
        "-A \n-a -t\n",
        "-a -t 203.0.113.10:80 -r 10.0.0.66:80\n",
        "--clear\n-C\n\udcff\u2028\r\n",
    ],
)
def test_what_an_editor_leaves_in_the_file_ends_no_run_and_does_not_last(damage):
    good = texts(EMPTY, web(), settings=ALL)
    assert texts(Texts(damage, damage), web(), settings=ALL) == good
    assert texts(Texts(good.rules + damage, good.sysctls + damage), web(), settings=ALL) == good


def test_a_foreign_sysctl_in_the_file_is_dropped():
    previous = Texts("", "net/ipv4/vs/sloppy_tcp = 1\nkernel/panic = 1\nnet.ipv4.ip_forward = 1\n")
    assert texts(previous, web()).sysctls == f"{HEADING}net/ipv4/vs/sloppy_tcp = 1\n"


@given(tables(), tables())
def test_any_table_is_found_again_by_the_next_call(first, second):
    before = restore.texts(EMPTY, first, first, *ALL)
    both = restore.texts(before, {*first, *second}, second)
    assert both == restore.texts(EMPTY, {*first, *second}, {**first, **second}, *ALL)
    assert restore.with_services(both, second) == both


@given(tables(), st.data())
def test_a_changed_service_is_changed_where_it_is_and_nothing_else(table, data):
    before = restore.texts(EMPTY, table, table, *ALL)
    changed = {key: found._replace(destinations=()) for key, found in table.items() if data.draw(st.booleans())}
    assert restore.with_services(before, changed) == restore.texts(EMPTY, table, {**table, **changed}, *ALL)


def test_a_service_that_is_not_in_the_file_is_not_added():
    before = texts(EMPTY, web(), settings=ALL)
    assert restore.with_services(before, {TLS: web(9, TLS)}) == before
    assert restore.with_services(EMPTY, {WEB: web()}) == EMPTY


def test_every_line_but_the_settings_is_one_that_the_diff_shows_too():
    lines = texts(EMPTY, web(), web(2, MARK)).rules.splitlines()
    assert lines[:-1] == rules.table_lines([web(), web(2, MARK)])


@pytest.mark.parametrize(
    ("rules", "modules"),
    [
        ("", []),
        ("--set 0 0 0\n", ["ip_vs"]),
        (
            "-A -t 203.0.113.10:80 -s wlc -p 300\n-a -t 203.0.113.10:80 -r 10.0.0.11:80 -g -w 1\n"
            "-A -f 7 -6 -s mh -b mh-port\n-A -t 203.0.113.10:443 -s wlc\n--set 0 0 0\n",
            ["ip_vs", "ip_vs_mh", "ip_vs_wlc"],
        ),
        ("-A -t 203.0.113.10:80\n-A -t 203.0.113.10:80 -s \n--set 0 0 0\n", ["ip_vs"]),
    ],
)
def test_modules_are_those_of_the_rules(rules, modules):
    assert restore.kernel_modules(rules).splitlines() == modules
