# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A director that is one of its own real servers."""

from __future__ import annotations

from collections import Counter


def test_the_client_gets_answers_from_the_director_and_from_the_others(cluster, look):
    answers = look(cluster.layout).traffic.answers
    assert cluster.layout.director in cluster.layout.rips
    assert Counter(answer.node for answer in answers) == dict.fromkeys(cluster.layout.rips, len(answers) / 4)
