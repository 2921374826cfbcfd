# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One look at the cluster before anything is broken."""

from __future__ import annotations

import pytest

from lab.cluster.observe import observe


@pytest.fixture(scope="session")
def healthy(cluster):
    return observe(cluster)
