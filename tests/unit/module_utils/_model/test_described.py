# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from ansible_collections.lvs.cluster.plugins.module_utils._model.declared import services_from_params
from ansible_collections.lvs.cluster.plugins.module_utils._model.described import service_params
from hypothesis import given

from tests.tables import tables


@given(tables())
def test_what_is_described_declares_the_same(table):
    assert services_from_params(service_params(service) for service in table.values()) == tuple(table.values())
