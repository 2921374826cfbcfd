# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole tables of everything that ipvsadm can say, through a real kernel, with ipvsadm as the oracle."""

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import client as clients
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.client import Client
from ansible_collections.lvs.cluster.plugins.module_utils._model.rules import table_lines
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, Service, ServiceKey
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


@pytest.mark.parametrize("few", [clients.FEW, -1])
@given(desired=tables())
@on_a_kernel
def test_what_ipvsadm_wrote_is_read_back_one_by_one_and_many_at_a_time(ipvsadm, monkeypatch, few, desired):
    monkeypatch.setattr(clients, "FEW", few)
    fresh_namespace()
    ipvsadm.restore(*table_lines(desired.values()))
    with Client() as client:
        assert client.dump() == desired
        assert bool(client._readers) is (few < 0 and bool(desired))


def test_what_has_begun_one_by_one_goes_on_many_at_a_time(ipvsadm):
    fresh_namespace()
    reals = tuple(sorted(Destination(f"10.0.0.{number}", 80) for number in range(1, 200)))
    keys = [ServiceKey("ipv4", "tcp", f"203.0.113.{number}", 80) for number in range(3)]
    ipvsadm.restore(*table_lines(Service(key, "wlc", destinations=reals) for key in keys))
    with Client() as client:
        assert client.dump() == {key: Service(key, "wlc", destinations=reals) for key in keys}
        assert client._readers


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
