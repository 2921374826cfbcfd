# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from ansible_collections.lvs.cluster.plugins.module_utils._model.declaration import invocation


def test_a_call_of_usual_size_is_left_to_ansible_to_show():
    assert invocation({"services": [{"destinations": None}, {"destinations": [{}] * 1000}, {}]}) == {}


def test_a_huge_call_is_shown_by_its_numbers():
    params = {"services": [{"destinations": [{}] * 501}] * 2, "purge_services": "own"}
    assert invocation(params) == {
        "invocation": {"module_args": {"services": "2 services with 1002 destinations", "purge_services": "own"}}
    }
