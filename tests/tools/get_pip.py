# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ansible-test runs instead of the get-pip script that it would fetch: the pip that Python itself carries."""

import ensurepip

ensurepip.bootstrap(default_pip=True)
