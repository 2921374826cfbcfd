# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import link
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError


@pytest.mark.parametrize("value", ["02:42:0A:4d:01:02", "02-42-0a-4D-01-02"])
def test_a_mac_comes_back_in_its_normal_form(value):
    assert link.mac("", "expect", value) == "02:42:0a:4d:01:02"


@pytest.mark.parametrize(
    "value", ["", "02:42:0a:4d:01", "02:42:0a:4d:01:02:03", "02:42:0a:4d:01:0g", "02:42:0a:4d:01:02\n", 1, None]
)
def test_what_is_no_mac_is_refused(value):
    with pytest.raises(ModelError, match="is not a MAC address"):
        link.mac("", "expect", value)


@pytest.mark.parametrize("value", [0.5, 1, "0.5", "60", 60])
def test_a_time_may_be_a_number_or_its_digits(value):
    assert link.seconds("", "timeout", value, 0.5, 60) == float(value)


@pytest.mark.parametrize("value", [0.49, 60.1, -1, True, "nan", "inf", float("nan"), "soon", None, []])
def test_what_is_no_such_time_is_refused(value):
    with pytest.raises(ModelError, match=r"is not a time between 0\.5 and 60 s"):
        link.seconds("", "timeout", value, 0.5, 60)
