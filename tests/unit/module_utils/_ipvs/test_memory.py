# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import functools
import json

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host.changing import remembering
from ansible_collections.lvs.cluster.plugins.module_utils._host.record import Record, RecordError
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import memory
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.memory import Memory
from ansible_collections.lvs.cluster.plugins.module_utils._model.drains import DRAINED, EVICTED, Drain
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ApplyError
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import ServiceKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tables import tables

SINCE = "2026-05-04T03:02:01Z"


@pytest.fixture
def record(tmp_path):
    return Record("ipvs", str(tmp_path))


@given(tables(), st.sampled_from([DRAINED, EVICTED]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_is_saved_is_loaded_with_every_field_of_a_destination(record, table, state):
    drains = [Drain(key, found, state, SINCE) for key, service in table.items() for found in service.destinations]
    saved = Memory(frozenset(table), tuple(sorted(drains)))
    memory.save(record, saved)
    assert memory.load(record) == saved


@given(tables())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=20)
def test_the_same_is_not_written_again_in_whatever_order_it_comes(record, tmp_path, table):
    drains = [Drain(key, found, DRAINED, SINCE) for key, service in table.items() for found in service.destinations]
    memory.save(record, Memory(frozenset(table), tuple(drains)))
    before = (tmp_path / "ipvs.json").stat().st_ino
    memory.save(record, Memory(frozenset(table), tuple(reversed(drains))))
    assert (tmp_path / "ipvs.json").stat().st_ino == before


def test_no_record_is_an_empty_memory_and_so_is_one_of_before_there_were_drains(record, tmp_path):
    assert memory.load(record) == Memory(frozenset(), ())
    (tmp_path / "ipvs.json").write_text('{"services": []}')
    assert memory.load(record) == Memory(frozenset(), ())


def test_what_settings_were_is_loaded_as_it_was_saved_and_takes_no_room_where_there_is_nothing(record, tmp_path):
    memory.save(record, Memory(frozenset(), ()))
    assert json.loads((tmp_path / "ipvs.json").read_text()) == {"drains": [], "services": []}
    saved = Memory(frozenset(), (), {"sysctls": {"drop_entry": ["0", "3"]}, "daemons": {"master": [None, ["master"]]}})
    memory.save(record, saved)
    assert memory.load(record) == saved


def test_during_a_change_what_was_ours_and_what_becomes_so_is_remembered():
    before, after = ({"timeouts": {"tcp": [900, seconds]}} for seconds in (60, 61))
    services = [ServiceKey("ipv4", "tcp", "203.0.113.10", port) for port in (80, 81)]
    both = memory.during(Memory(frozenset(services[:1]), (), before), Memory(frozenset(services[1:]), (), after))
    assert both == Memory(frozenset(services), (), {"timeouts": {"tcp": [900, 60, 61]}})


@pytest.mark.parametrize(
    "content",
    [
        [],
        7,
        {"services": 1},
        {"services": [1]},
        {"services": [["ipv4"]]},
        {"services": [[["ipv4"], "tcp", "203.0.113.10", 80]]},
        {"drains": [{}]},
        {"drains": [{"service": ["ipv4", "tcp", "203.0.113.10", 80], "destination": [], "state": "", "since": ""}]},
        {"drains": {"a": 1}},
        {"sysctls": 1},
        {"sysctls": ["drop_entry"]},
        {"timeouts": {"tcp": 60}},
        {"daemons": {"master": []}},
        {"daemons": {"master": [None]}},
    ],
)
def test_a_record_of_another_shape_is_named(record, tmp_path, content):
    (tmp_path / "ipvs.json").write_text(json.dumps(content))
    with pytest.raises(RecordError, match=r"ipvs\.json is not the JSON that was saved there"):
        memory.load(record)


def test_a_record_of_any_bytes_is_named(record, tmp_path):
    (tmp_path / "ipvs.json").write_bytes(b"\xff\xfe")
    with pytest.raises(RecordError, match=r"ipvs\.json is not the JSON that was saved there"):
        memory.load(record)


BEFORE, MEANWHILE, AFTERWARDS = (
    Memory(frozenset({ServiceKey("ipv4", "tcp", "203.0.113.10", port)}), ()) for port in (80, 81, 82)
)


def change(record, act):
    with remembering(functools.partial(memory.save, record), BEFORE, MEANWHILE, AFTERWARDS):
        act()


def refuse(undone):
    raise ApplyError("refused", undone)


def test_during_a_change_the_record_says_what_it_must_outlive(record):
    seen = []
    change(record, lambda: seen.append(memory.load(record)))
    assert (seen, memory.load(record)) == ([MEANWHILE], AFTERWARDS)


@pytest.mark.parametrize(("undone", "remembered"), [(True, BEFORE), (False, MEANWHILE)])
def test_after_a_refusal_the_record_says_what_is_so(record, undone, remembered):
    with pytest.raises(ApplyError):
        change(record, lambda: refuse(undone))
    assert memory.load(record) == remembered


def test_going_back_hides_no_other_error(record, tmp_path):
    def break_the_record_and_be_refused():
        (tmp_path / "ipvs.json").unlink()
        (tmp_path / "ipvs.json").mkdir()
        refuse(undone=True)

    with pytest.raises(ApplyError, match="refused"):
        change(record, break_the_record_and_be_refused)
