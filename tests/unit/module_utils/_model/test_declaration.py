# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.declaration import (
    Declaration,
    declaration_from_params,
    invocation,
)
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import LvsError

NONE = dict.fromkeys(("services", "timeouts", "sync", "sysctls", "default_sysctls", "connection_table_bits"))
RESET = {**NONE, "state": "reset", "persist": False, "take_over": True, "max_removals": "0", "purge_services": "own"}


def test_a_reset_declares_nothing_and_no_bound_stops_it():
    assert declaration_from_params(RESET) == Declaration((), persist=False, take_over=True, present=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("services", []), ("timeouts", {}), ("sync", []), ("sysctls", {"drop_entry": 1}), ("default_sysctls", {})),
        ("connection_table_bits", 12),
    ],
)
def test_what_does_not_go_with_a_reset_is_named(name, value):
    with pytest.raises(LvsError) as caught:
        declaration_from_params({**RESET, name: value})
    assert str(caught.value) == f"{name} does not go with state reset, which takes back all that is ours"


def test_a_call_of_usual_size_is_left_to_ansible_to_show():
    assert invocation({"services": [{"destinations": None}, {"destinations": [{}] * 1000}, {}]}) == {}


def test_a_huge_call_is_shown_by_its_numbers():
    params = {"services": [{"destinations": [{}] * 501}] * 2, "purge_services": "own"}
    assert invocation(params) == {
        "invocation": {"module_args": {"services": "2 services with 1002 destinations", "purge_services": "own"}}
    }
