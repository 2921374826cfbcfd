# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast a fleet is rolled out: real hosts by SSH, against a plain playbook of stock modules on the same hosts."""
