# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole tables through the module: what check mode says is what a run then does, from any table to any other."""

from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.client import Client
from ansible_collections.lvs.cluster.plugins.module_utils._model.described import service_params
from ansible_collections.lvs.cluster.plugins.modules import ipvs
from hypothesis import given

from tests.kernel.whole_tables import apply, fresh_namespace, on_a_kernel, oracle_lines
from tests.tables import tables


@given(tables(), tables())
@on_a_kernel
def test_check_mode_is_exact_from_any_table_to_any_other(module, ipvsadm, current, desired):
    fresh_namespace()
    with Client() as client:
        apply(client, current)
    before = ipvsadm.save()
    declared = {"services": [service_params(service) for service in desired.values()], "purge_services": "all"}
    foreseen = module(ipvs.main, check_mode=True, **declared, persist=False)
    assert ipvsadm.save() == before
    done = module(ipvs.main, **declared, persist=False)
    assert foreseen == done
    assert done["changed"] is (current != desired)
    assert ipvsadm.save() == oracle_lines(desired)
    assert module(ipvs.main, **declared, persist=False)["operations"] == []
