# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.gates import archive, shape
from tests.tools import collection


def test_holds_what_users_need_and_nothing_else(built, sources):
    assert archive.wrong_list(archive.contents(built), sources) == []


@pytest.mark.parametrize(
    "name",
    [
        "lab/run.py",
        "tests/unit/test_x.py",
        "ansible.cfg",
        "collections/x",
        ".cache/x",
        "molecule/default/x",
        "o",
        "requirements.txt",
    ],
)
def test_control_a_file_too_many_is_seen(built, sources, name):
    members = [*archive.contents(built), name]
    assert f"not for users: {name}" in archive.wrong_list(members, sources)


@pytest.mark.parametrize("name", ["LICENSE", "bindep.txt", "meta/runtime.yml", "roles/director/tasks/main.yml"])
def test_control_a_file_missing_is_seen(built, sources, name):
    members = set(archive.contents(built)) - {name}
    assert f"not in the archive: {name}" in archive.wrong_list(members, sources)


def test_members_stay_in_their_folder(built):
    assert archive.wrong_members(built) == []
    assert archive.empty_folders(built) == []


def test_control_members_that_leave_it_are_seen(tmp_path):
    path = tmp_path / "bad.tar.gz"
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(path, "w:gz") as tar:
        for member in (link, tarfile.TarInfo("/absolute"), tarfile.TarInfo("../up")):
            tar.addfile(member, io.BytesIO())
    assert len(archive.wrong_members(path)) == 3


def test_control_an_empty_folder_is_seen(tmp_path):
    (tmp_path / "plugins/__pycache__").mkdir(parents=True)
    (tmp_path / "plugins/x.py").touch()
    with tarfile.open(tmp_path / "bad.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "plugins", "plugins")
    assert archive.empty_folders(tmp_path / "bad.tar.gz") == ["plugins/__pycache__"]


def test_no_file_is_large(built):
    assert archive.large(archive.contents(built)) == []


def test_control_a_large_file_is_seen():
    assert archive.large({"a": b"x" * 500_001, "b": b"x" * 500_000}) == ["a: 500001 bytes"]


def test_says_nothing_it_should_not(built, root):
    files = archive.contents(built).items()
    assert [found for name, text in files for found in shape.unsayable(name, text, [str(root)])] == []


def test_installed_is_the_checkout(built, installed, root):
    for name in archive.contents(built).keys() - archive.WRITTEN_BY_GALAXY:
        assert (installed / name).read_bytes() == (root / name).read_bytes(), name


@pytest.fixture
def verify(installed, tmp_path):
    """Change an installed copy, and ask ansible-galaxy, without a server, whether it is what was built."""

    def run(change=lambda _place: None):
        shutil.copytree(installed.parents[1], tmp_path / "ansible_collections")
        change(tmp_path / "ansible_collections/lvs/cluster")
        command = [collection.tool("ansible-galaxy"), "collection", "verify", "--offline", "lvs.cluster"]
        environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(tmp_path)}
        result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return result.returncode, result.stdout

    return run


def test_installed_is_verified(verify):
    status, output = verify()
    assert status == 0
    assert "Successfully verified that checksums for 'lvs.cluster:" in output


@pytest.mark.parametrize("name", ["plugins/modules/vip.py", "plugins/modules/other.py"])
def test_control_a_file_that_was_changed_or_added_is_not(verify, name):
    status, output = verify(lambda place: (place / name).open("a").write("# changed"))
    assert status == 1
    assert name in output


def documented(kind: str, collections: Path) -> dict[str, str]:
    """What ansible-doc lists of one kind of plugin, by full name."""
    command = [collection.tool("ansible-doc"), "--type", kind, "--list", "--json", "lvs.cluster"]
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(collections)}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(result.stdout)


@pytest.mark.parametrize(("kind", "known"), [("module", "lvs.cluster.ipvs"), ("role", "lvs.cluster.director")])
def test_checkout_and_installed_give_the_same_names(installed, root, kind, known):
    here = documented(kind, root / "collections")
    assert known in here
    assert here == documented(kind, installed.parents[2])
