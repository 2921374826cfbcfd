# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A node booted as a machine of its own, and everything that passes its cable from the first frame on."""
