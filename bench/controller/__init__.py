# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an inventory of thousands of real servers costs the controller, through ansible-playbook."""
