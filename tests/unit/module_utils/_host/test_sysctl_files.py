# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from ansible_collections.lvs.cluster.plugins.module_utils._host.sysctl_files import later


def put(root, **files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_files_that_sort_later_are_read_in_their_order_and_sysctl_conf_last(tmp_path):
    put(
        tmp_path,
        **{
            "usr/lib/sysctl.d/95-b.conf": "b",
            "etc/sysctl.d/80-early.conf": "early",
            "etc/sysctl.d/90-ours.conf": "ours",
            "etc/sysctl.d/99-z.conf": "z",
            "etc/sysctl.d/99-z.conf.dpkg-old": "old",
            "etc/sysctl.conf": "last",
        },
    )
    found = later("90-ours.conf", str(tmp_path))
    assert found == [
        ("/usr/lib/sysctl.d/95-b.conf", "b"),
        ("/etc/sysctl.d/99-z.conf", "z"),
        ("/etc/sysctl.conf", "last"),
    ]


def test_a_file_of_etc_hides_one_of_usr_and_a_link_to_null_is_empty(tmp_path):
    put(
        tmp_path,
        **{"usr/lib/sysctl.d/95-b.conf": "vendor", "usr/lib/sysctl.d/96-c.conf": "c", "etc/sysctl.d/95-b.conf": "own"},
    )
    (tmp_path / "etc/sysctl.d/96-c.conf").symlink_to("/dev/null")
    assert later("90", str(tmp_path)) == [
        ("/etc/sysctl.d/95-b.conf", "own"),
        ("/etc/sysctl.d/96-c.conf", ""),
        ("/etc/sysctl.conf", ""),
    ]


def test_debians_link_to_sysctl_conf_is_read_once(tmp_path):
    put(tmp_path, **{"etc/sysctl.conf": "last", "etc/sysctl.d/90-ours.conf": ""})
    (tmp_path / "etc/sysctl.d/99-sysctl.conf").symlink_to("../sysctl.conf")
    assert later("90-ours.conf", str(tmp_path)) == [("/etc/sysctl.d/99-sysctl.conf", "last")]
