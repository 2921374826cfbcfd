# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole tables of everything that ipvsadm can say, through a real kernel, with ipvsadm as the oracle."""

from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.client import Client
from ansible_collections.lvs.cluster.plugins.module_utils._model.rules import table_lines
from hypothesis import given

from tests.kernel.whole_tables import apply, fresh_namespace, on_a_kernel, oracle_lines
from tests.tables import tables


@given(tables())
@on_a_kernel
def test_what_is_written_ipvsadm_lists_and_is_read_back(ipvsadm, desired):
    fresh_namespace()
    with Client() as client:
        apply(client, desired)
        assert client.dump() == desired
    assert ipvsadm.save() == oracle_lines(desired)


@given(tables())
@on_a_kernel
def test_what_ipvsadm_wrote_is_read_back(ipvsadm, desired):
    fresh_namespace()
    ipvsadm.restore(*table_lines(desired.values()))
    with Client() as client:
        assert client.dump() == desired


@given(tables(), tables())
@on_a_kernel
def test_from_any_table_to_any_other_and_then_nothing(ipvsadm, current, desired):
    fresh_namespace()
    with Client() as client:
        apply(client, current)
        apply(client, desired)
        assert client.dump() == desired
        assert apply(client, desired) == ()
    assert ipvsadm.save() == oracle_lines(desired)
