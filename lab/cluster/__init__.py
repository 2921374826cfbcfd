# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cluster of nodes in the lab, seen from outside: captures, the facts F1 to F9, breakages, and the demo."""
