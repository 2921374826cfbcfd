# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import sysctls


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "net/ipv4/conf/eth0.100"
    folder.mkdir(parents=True)
    (folder / "arp_ignore").write_text("0\n")
    return str(tmp_path)


def test_a_value_is_read_and_written_also_for_an_interface_with_a_dot(root):
    name = "net/ipv4/conf/eth0.100/arp_ignore"
    assert sysctls.read(name, root) == 0
    sysctls.write(name, 1, root)
    assert sysctls.read(name, root) == 1


def test_a_parameter_that_is_not_there_is_named(root):
    with pytest.raises(sysctls.SysctlError, match="sysctl net/nothing: cannot be read: No such file or directory"):
        sysctls.read("net/nothing", root)


def test_a_parameter_that_cannot_be_set_is_named(root):
    with pytest.raises(sysctls.SysctlError, match="sysctl net/ipv4: cannot be set to 1: Is a directory"):
        sysctls.write("net/ipv4", 1, root)
