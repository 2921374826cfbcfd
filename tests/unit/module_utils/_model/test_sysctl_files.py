# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model.sysctl_files import conflicts

OURS = {
    "net/ipv4/conf/all/arp_ignore": "1",
    "net/ipv4/conf/all/arp_announce": "2",
    "net/ipv4/conf/eth0.5/rp_filter": "2",
}
FILE = "/etc/sysctl.d/99-site.conf"


@pytest.mark.parametrize(
    "line",
    [
        "net.ipv4.conf.all.arp_ignore=0",
        "net.ipv4.conf.all.arp_ignore = 0",
        "net/ipv4/conf/all/arp_ignore=0",
        "-net.ipv4.conf.all.arp_ignore=3",
        "  net.ipv4.conf.*.arp_ignore = 0",
        "net.ipv4.conf.all.arp_announce=0",
        "net.ipv4.conf.eth0/5.rp_filter=1",
        "net/ipv4/conf/eth0.5/rp_filter=1",
    ],
)
def test_a_line_that_says_otherwise_is_named(line):
    (found,) = conflicts([(FILE, f"# site\n\n{line}\n")], OURS)
    assert str(found).startswith(f"{FILE}:3 sets net/ipv4/conf/")
    assert found.path == FILE
    assert (found.line, found.ours) == (3, OURS[found.name])
    assert found.value in line


@pytest.mark.parametrize(
    "line",
    [
        "net.ipv4.conf.all.arp_ignore=1",
        "net.ipv4.conf.all.arp_ignore=2",
        "net.ipv4.conf.default.arp_ignore=0",
        "net.ipv4.conf.all.*.arp_ignore=0",
        "#net.ipv4.conf.all.arp_ignore=0",
        "; net.ipv4.conf.all.arp_ignore=0",
        "-net.ipv4.conf.all.arp_ignore",
        "net.ipv4.conf.eth0.5.rp_filter=1",
        "kernel.panic = 1",
    ],
)
def test_a_line_that_changes_nothing_of_ours_is_not(line):
    assert list(conflicts([(FILE, line)], OURS)) == []
