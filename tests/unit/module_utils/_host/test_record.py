# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import stat
import threading

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host.record import Record, RecordError


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "lvs"


def test_no_record_is_an_empty_one_and_reading_makes_nothing(folder):
    assert Record("ipvs", str(folder)).load() == {}
    assert not folder.exists()


def test_what_is_saved_is_loaded_and_private(folder):
    record = Record("ipvs", str(folder))
    with record.locked():
        record.save({"services": [["ipv4", "tcp", "203.0.113.10", 80, 0]]})
    assert record.load() == {"services": [["ipv4", "tcp", "203.0.113.10", 80, 0]]}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "ipvs.json").stat().st_mode) == 0o600
    assert [file.name for file in folder.iterdir()] == ["ipvs.json"]


def test_the_same_content_is_not_written_again(folder):
    record = Record("ipvs", str(folder))
    with record.locked():
        record.save({"a": 1})
        before = (folder / "ipvs.json").stat().st_ino
        record.save({"a": 1})
    assert (folder / "ipvs.json").stat().st_ino == before


def test_tuples_that_are_there_as_lists_already_are_not_written_again_and_nothing_leaves_no_file(folder):
    record = Record("ipvs", str(folder))
    folder.mkdir()
    record.save({"pairs": ((1, 2),)})
    before = (folder / "ipvs.json").stat().st_ino
    record.save({"pairs": ((1, 2),)})
    assert (folder / "ipvs.json").stat().st_ino == before
    record.save({})
    assert (record.load(), list(folder.iterdir())) == ({}, [])


def test_a_damaged_record_is_named(folder):
    folder.mkdir()
    (folder / "ipvs.json").write_text("{")
    with pytest.raises(RecordError, match=r"ipvs\.json is not the JSON"):
        Record("ipvs", str(folder)).load()


def test_a_second_run_waits_for_the_first_and_then_gives_up(folder):
    first, second = Record("ipvs", str(folder)), Record("ipvs", str(folder))
    with first.locked(), pytest.raises(RecordError, match="another run"), second.locked(timeout=0.1):
        pass


def test_a_second_run_goes_on_when_the_first_has_ended(folder):
    entered = threading.Event()
    first, second = Record("ipvs", str(folder)), Record("ipvs", str(folder))

    def wait_for_the_lock():
        with second.locked(timeout=10):
            entered.set()

    with first.locked():
        waiting = threading.Thread(target=wait_for_the_lock)
        waiting.start()
        assert not entered.is_set()
    waiting.join(10)
    assert entered.is_set()
