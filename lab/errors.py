# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lab's verbs raise; the caller sees the sentence, never a traceback."""

from __future__ import annotations


class LabError(Exception):
    """One sentence that names the cause, and the log where there is one."""

    def __init__(self, cause, log=None):
        super().__init__(cause if log is None else f"{cause} (log: {log})")
