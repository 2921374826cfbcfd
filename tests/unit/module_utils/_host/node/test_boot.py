# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Units and files of the next boot, below a folder of the test's own."""

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host.boot import RULES, UNIT, UNIT_FILE, UNITS, Boot
from ansible_collections.lvs.cluster.plugins.module_utils._host.node import boot

SCRIPT = {"etc/init.d/ipvsadm": "#!/bin/sh\n"}
STARTED = {"etc/rc2.d/S01ipvsadm": "->../init.d/ipvsadm"}
WANTED = {f"{UNITS}/multi-user.target.wants/ipvsadm.service": "->/usr/lib/systemd/system/ipvsadm.service"}
VENDORS = {"usr/lib/systemd/system/ipvsadm.service": "[Unit]\n"}


@pytest.fixture
def host(tmp_path):
    """Make files, links for texts that begin with an arrow, and return the part of the document."""

    def make(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text.startswith("->"):
                path.symlink_to(text[2:])
            else:
                path.write_bytes(text.encode("utf-8", "surrogateescape"))
        return boot.of(Boot(str(tmp_path)))

    return make


def test_a_host_without_any_file_boots_with_nothing(host):
    found = host({})
    assert set(found["units"].values()) == {""}
    assert found == {**found, "rules": "", "modules_load": [], "vips": {"hidden": [], "announced": []}}


@pytest.mark.parametrize(
    ("files", "state"),
    [
        (VENDORS, "disabled"),
        ({**VENDORS, **WANTED}, "enabled"),
        ({**VENDORS, **WANTED, f"{UNITS}/ipvsadm.service": "->/dev/null"}, "disabled"),
        (SCRIPT, "disabled"),
        ({**SCRIPT, **STARTED, "etc/default/ipvsadm": 'AUTO="false"\n'}, "disabled"),
        ({**SCRIPT, **STARTED, "etc/default/ipvsadm": 'AUTO="true"\n'}, "enabled"),
        ({**SCRIPT, "etc/default/ipvsadm": 'AUTO="true"\n'}, "disabled"),
    ],
)
def test_the_distributions_unit_or_script_is_enabled_where_it_would_do_something(host, files, state):
    assert host(files)["units"]["ipvsadm.service"] == state


def test_what_our_files_hold_is_told(host):
    found = host(
        {
            UNIT_FILE: "[Unit]\n",
            f"{UNITS}/multi-user.target.wants/{UNIT}": f"->/{UNIT_FILE}",
            f"{UNIT_FILE}.d/vips.conf": "[Service]\nExecStart=/sbin/ip address replace 203.0.113.11/24 dev eth0\n",
            f"{UNITS}/lvs-cluster-realserver.service": "ExecStart=/sbin/ip address replace 203.0.113.10/32 dev lo\n",
            RULES: "-A -t 203.0.113.10:80 -s wlc\n# \udcff\n",
            "etc/modules-load.d/lvs.cluster.conf": "ip_vs\nip_vs_wlc\n",
            "usr/lib/modules-load.d/lvs.cluster.conf": "ip_vs_sh\n",
            "usr/lib/modules-load.d/site.conf": "ip_vs_rr\n",
        }
    )
    assert found["units"][UNIT] == "enabled"
    assert found["units"]["lvs-cluster-realserver.service"] == "disabled"
    assert found["vips"] == {"hidden": ["203.0.113.10"], "announced": ["203.0.113.11"]}
    assert found["rules"] == "-A -t 203.0.113.10:80 -s wlc\n# \ufffd\n"
    assert found["modules_load"] == ["ip_vs", "ip_vs_rr", "ip_vs_wlc"]
