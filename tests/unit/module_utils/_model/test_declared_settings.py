# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.declared_settings import (
    default_sysctls_from_params,
    settings_from_params,
)
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.settings import Daemon, Settings, Timeouts

MASTER = {"state": "master", "interface": "eth0"}


def declared(timeouts=None, sync=None, sysctls=None):
    return settings_from_params(timeouts, sync, sysctls)


def refusal(**given):
    with pytest.raises(ModelError) as caught:
        declared(**given)
    return str(caught.value)


def test_what_is_not_given_is_left_alone():
    assert declared() == Settings()
    assert declared() == Settings(None, None, {})


def test_no_daemon_is_another_thing_than_nothing_said_of_daemons():
    assert declared(sync=[]).daemons == ()


def test_a_timeout_that_is_left_out_or_none_is_0_which_the_kernel_leaves_alone():
    assert declared(timeouts={"tcp": 900, "udp": None}).timeouts == Timeouts(900, 0, 0)
    assert declared(timeouts={}).timeouts == Timeouts()


@pytest.mark.parametrize("seconds", [1, 31 * 24 * 3600, "77"])
def test_a_timeout_may_be_a_second_or_a_month_and_a_number_in_a_string(seconds):
    assert declared(timeouts={"udp": seconds}).timeouts == Timeouts(udp=int(seconds))


@pytest.mark.parametrize("name", Timeouts._fields)
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (0, "0 is not between 1 and 2678400"),
        (-1, "-1 is not between 1 and 2678400"),
        (2678401, "2678401 is not between 1 and 2678400"),
        ("soon", "'soon' is not a whole number between 1 and 2678400"),
        (True, "True is not a whole number between 1 and 2678400"),
        (1.5, "1.5 is not a whole number between 1 and 2678400"),
    ],
)
def test_a_wrong_timeout_is_named(name, value, reason):
    assert refusal(timeouts={name: value}) == f"timeouts: {name}: {reason}"


def test_a_daemon_is_what_ipvsadm_makes_where_nothing_more_is_said():
    assert declared(sync=[MASTER]).daemons == (Daemon("master", "eth0", 0, "224.0.0.81", 8848, 1, 0),)
    absent = dict.fromkeys(("id", "group", "port", "ttl", "maxlen"))
    assert declared(sync=[{**MASTER, **absent}]) == declared(sync=[MASTER])


def test_every_field_of_a_daemon_can_be_said():
    fields = {"id": "255", "group": "FF02:0:0:0:0:0:0:81", "port": 65535, "ttl": 255, "maxlen": 65487}
    assert declared(sync=[{**MASTER, **fields}]).daemons == (
        Daemon("master", "eth0", 255, "ff02::81", 65535, 255, 65487),
    )


def test_one_of_each_state_may_run_and_their_order_is_nothing():
    backup = {**MASTER, "state": "backup", "maxlen": 1024}
    assert declared(sync=[MASTER, backup]).daemons == declared(sync=[backup, MASTER]).daemons
    assert len(declared(sync=[MASTER, backup]).daemons) == 2


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"state": "slave"}, "sync[0]: state: 'slave' is not one of master, backup"),
        ({"interface": None}, "sync[0] (master): interface: None is not the name of an interface"),
        ({"interface": ""}, "sync[0] (master): interface: '' is not the name of an interface"),
        ({"interface": "a b"}, "sync[0] (master): interface: 'a b' is not the name of an interface"),
        ({"interface": "eth0\n"}, "sync[0] (master): interface: 'eth0\\n' is not the name of an interface"),
        ({"interface": "eth0:1"}, "sync[0] (master): interface: 'eth0:1' is not the name of an interface"),
        ({"interface": "net/eth0"}, "sync[0] (master): interface: 'net/eth0' is not the name of an interface"),
        ({"interface": "é"}, "sync[0] (master): interface: 'é' is not the name of an interface"),
        ({"interface": "x" * 16}, f"sync[0] (master): interface: '{'x' * 16}' is not the name of an interface"),
        ({"id": -1}, "sync[0] (master): id: -1 is not between 0 and 255"),
        ({"id": 256}, "sync[0] (master): id: 256 is not between 0 and 255"),
        ({"port": 0}, "sync[0] (master): port: 0 is not between 1 and 65535"),
        ({"port": 65536}, "sync[0] (master): port: 65536 is not between 1 and 65535"),
        ({"ttl": 0}, "sync[0] (master): ttl: 0 is not between 1 and 255"),
        ({"ttl": 256}, "sync[0] (master): ttl: 256 is not between 1 and 255"),
        ({"maxlen": 0}, "sync[0] (master): maxlen: 0 is not between 1 and 65507"),
        ({"maxlen": 65508}, "sync[0] (master): maxlen: 65508 is not between 1 and 65507"),
        ({"group": "ff02::81", "maxlen": 65488}, "sync[0] (master): maxlen: 65488 is not between 1 and 65487"),
        (
            {"state": "backup", "maxlen": 1023},
            "sync[0] (backup): maxlen: 1023 is not between 1024 and 65507",
        ),
        ({"group": "192.0.2.1"}, "sync[0] (master): group: '192.0.2.1' is not a multicast address"),
        ({"group": "2001:db8::1"}, "sync[0] (master): group: '2001:db8::1' is not a multicast address"),
        ({"group": "all"}, "sync[0] (master): group: 'all' is not an IP address"),
        ({"group": 3758096465}, "sync[0] (master): group: 3758096465 is not an IP address"),
    ],
)
def test_a_wrong_daemon_is_named(fields, message):
    assert refusal(sync=[{**MASTER, **fields}]) == message


def test_a_group_with_an_interface_is_refused_before_it_meets_a_socket():
    assert refusal(sync=[{**MASTER, "group": "ff02::81%eth0"}]).startswith("sync[0] (master): group: 'ff02::81%eth0' ")


def test_two_daemons_of_one_state_are_refused():
    assert refusal(sync=[MASTER, {**MASTER, "interface": "eth1"}]) == (
        "sync[1]: state: 'master' is there already; a kernel runs one of each"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        ("1", "1"),
        (True, "1"),
        (False, "0"),
        (-1, "-1"),
        ("3 50", "3 50"),
        (" 3\t 50\n", "3 50"),
        ("0-2,5", "0-2,5"),
    ],
)
def test_a_sysctl_is_the_text_that_the_kernel_gives_back(value, text):
    assert declared(sysctls={"x": value}).sysctls == {"x": text}


@pytest.mark.parametrize("value", [None, "", "  ", "on", "1.5", 1.0, [3, 50], {"a": 1}, "1; reboot", "\u0661"])
def test_a_sysctl_that_is_no_number_is_named(value):
    assert refusal(sysctls={"x": value}) == f"sysctls: x: {value!r} is not a number, nor numbers with spaces between"


def test_a_default_is_that_of_a_sysctl_that_is_not_given():
    declared_ones = declared(sysctls={"drop_entry": 1})
    assert default_sysctls_from_params({"drop_entry": 3, "conntrack": False}, declared_ones) == {"conntrack": "0"}
    assert default_sysctls_from_params(None, declared_ones) == {}


def test_a_default_that_is_no_number_is_named_also_where_it_would_not_count():
    with pytest.raises(ModelError) as caught:
        default_sysctls_from_params({"x": "on"}, declared(sysctls={"x": 1}))
    assert str(caught.value) == "default_sysctls: x: 'on' is not a number, nor numbers with spaces between"
