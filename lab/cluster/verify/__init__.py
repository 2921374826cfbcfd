# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What verify.yml has to find: breakages of a running cluster, each with exactly the checks that fail, and why.

``fails`` has for each check and host what its cause begins with; only what follows from another finding needs one.
"""

from __future__ import annotations

from . import director, realserver, segment

BREAKAGES = (*segment.BREAKAGES, *realserver.BREAKAGES, *director.BREAKAGES)
