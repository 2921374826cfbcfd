# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The findings about documents, by check and host."""

from ansible_collections.lvs.cluster.plugins.plugin_utils.checks import judging

from tests.unit.plugin_utils.checks import healthy


def by_name(documents):
    found = judging.findings(documents.clusters, documents.nodes, documents.traffic, healthy.NOW)
    return {f"{one['id']} {one['host']}": one for one in found}


def of_status(found, status):
    return {name for name, one in found.items() if one["status"] == status}
