# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab: an IPVS kernel, and a Docker Engine on it, on any Debian machine. See `python3 -m lab --help`."""
