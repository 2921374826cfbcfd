# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.plugin_utils.batches import batches

NO_BATCH = "is no batch: neither a whole number from 1, such as 5, nor a share from 1% to 100%"


@pytest.mark.parametrize(
    ("given", "sizes"),
    [
        ("1,10%,50%", [1, "10%", "50%"]),
        (" 1 , 10 % ,100%", [1, "10%", "100%"]),
        ("3", [3]),
        (3, [3]),
        ([1, "10%", "20"], [1, "10%", 20]),
        *((nothing, [1, "10%", "50%", "100%"]) for nothing in ("", None, [])),
    ],
)
def test_a_list_and_a_survey_s_text_are_read_alike(given, sizes):
    assert batches(given) == sizes


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ("0", "0"),
        ("1,,2", ""),
        ("1,0%", "0%"),
        ("101%", "101%"),
        ("1;2", "1;2"),
        ("half", "half"),
        ([1, -1], -1),
        ([1.5], 1.5),
        ([True], True),
        (["1,2"], "1,2"),
        ([["1"]], ["1"]),
    ],
)
def test_what_is_no_batch_is_named_with_key_and_value(given, wrong):
    with pytest.raises(ModelError) as error:
        batches(given)
    assert str(error.value) == f"lvs_serial: {wrong!r} {NO_BATCH}"


@pytest.mark.parametrize("given", [{"first": 1}, 2.5, True])
def test_what_is_no_list_is_named(given):
    with pytest.raises(ModelError, match="lvs_serial"):
        batches(given)


def test_a_variable_of_a_host_that_nobody_would_heed_is_refused_with_the_reason():
    with pytest.raises(ModelError) as error:
        batches("", {"web1": {}, "web2": {"lvs_serial": "5"}})
    assert str(error.value).startswith(
        "host web2: lvs_serial: '5' is not heeded here: Ansible makes the batches before"
    )
    with pytest.raises(ModelError, match="host web2: lvs_serial: 'x' is no batch"):
        batches("", {"web2": {"lvs_serial": "x"}})


def test_control_an_extra_variable_is_every_host_s_too_and_is_heeded():
    for given in ("1,50%", [1, "50%"], ""):
        assert batches("1, 50%" if given else "", {"web1": {"lvs_serial": given}, "web2": {}})
