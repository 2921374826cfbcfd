# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What needs no socket; the rest is tested on a kernel."""

import errno
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import packet

from tests.tools import interpreters

FILES = ("packet.py", "arp.py", "bpf.py", "ndisc.py", "ethernet.py")
MAIN = """
import sys
from alone import packet
assert not [name for name in sys.modules if "ansible" in name]
for address in ("203.0.113.10", "2001:db8::10"):
    print(packet.family_of(address).solicitation(address, bytes(6))[-4:].hex())
"""


def application(path, files):
    source = Path(packet.__file__).parent
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("alone/__init__.py", "")
        archive.writestr("__main__.py", MAIN)
        for name in files:
            archive.write(source / name, f"alone/{name}")
    return str(path)


@pytest.mark.parametrize("python", interpreters.present().values(), ids=interpreters.present())
def test_its_files_run_alone_with_the_standard_library(tmp_path, python):
    command = [python, "-I", application(tmp_path / "app.pyz", FILES)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.stdout, ran.stderr) == ("cb00710a\n00000010\n", "")


@pytest.mark.parametrize("missing", FILES)
def test_control_without_one_of_them_they_do_not(tmp_path, missing):
    path = application(tmp_path / "app.pyz", [name for name in FILES if name != missing])
    ran = subprocess.run([sys.executable, "-I", path], capture_output=True, text=True, timeout=60, check=False)
    assert "ImportError" in ran.stderr or "ModuleNotFoundError" in ran.stderr


def test_an_error_is_a_sentence_and_has_its_number():
    error = packet.PacketError(errno.ENETDOWN, "eth0", "is down")
    assert (str(error), error.errno) == ("interface: 'eth0' is down", errno.ENETDOWN)
