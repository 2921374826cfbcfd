# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a table's first line makes a run say; what a kernel makes of the option, the tests on a kernel see."""

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import connection_table


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port (size=1)\n", False),
        ("IP Virtual Server version 1.2.1 (size=8192)\n", True),
        ("IP Virtual Server version 1.2.1\nTCP (size=8192)\n", False),
        ("", False),
        (None, False),
    ],
)
def test_another_size_is_told_and_no_size_is_none(tmp_path, text, told):
    table = tmp_path / "ip_vs"
    if text is not None:
        table.write_text(text)
    said = connection_table.warnings(12, str(table))
    assert [sentence.partition("; ")[0] for sentence in said] == [
        "connection_table_bits: 12: the table of this kernel has 8192 rows, not 4096"
    ] * told
