# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import sys
from pathlib import PurePath

import pytest
import yaml

from tests.gates import shape
from tests.tools import interpreters


@pytest.fixture
def tree(tmp_path):
    """Write one file into an otherwise empty tree."""

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return tmp_path

    return write


def test_no_file_is_long(root):
    assert shape.long_files(root) == []


def test_control_a_long_file_is_seen(tree):
    assert shape.long_files(tree("lab/short.py", "x = 1\n" * 249)) == []
    assert shape.long_files(tree("lab/long.py", "x = 1\n" * 250)) == ["lab/long.py: 250 lines"]


def test_no_function_is_long(root):
    assert shape.long_functions(root) == []


def test_control_a_long_function_is_seen(tree):
    assert shape.long_functions(tree("plugins/a.py", "def f():\n" + "    x = 1\n" * 39)) == []
    assert shape.long_functions(tree("plugins/b.py", 'def f():\n    """D.\n    """\n' + "    x = 1\n" * 39)) == []
    assert len(shape.long_functions(tree("plugins/c.py", "class C:\n    def f():\n" + "        x = 1\n" * 40))) == 1


def test_no_file_says_what_it_should_not(root, sources):
    contents = ((name, (root / name).read_bytes()) for name in sources)
    assert [found for name, text in contents for found in shape.unsayable(name, text, [str(root)])] == []


@pytest.mark.parametrize(
    "text",
    [
        "see /ho" + "me/jo/lvs",
        "'/ro" + "ot/.ansible'",
        "cd /wo" + "rk/main",
        "pip download from p" + "ypi.org",
        "http://deb.deb" + "ian.org/debian",
        "image: q" + "uay.io/x",
        "-----BEGIN RSA PRIVATE" + " KEY-----",
        "ghp" + "_" + "a" * 36,
        "/srv/checkout/of/mine",
    ],
)
def test_control_what_it_should_not_say_is_seen(text):
    assert len(shape.unsayable("x", text.encode(), ["/srv/checkout/of/mine"])) == 1


@pytest.mark.parametrize("text", ["root=/dev/root rw", "docker.io", "/etc/rework/x", "~/.cache", "framework/x"])
def test_control_what_it_may_say(text):
    assert shape.unsayable("x", text.encode()) == []


def test_sources_compile_on_every_python_here(root):
    files = list(shape.python_files(root, ["plugins"]))
    assert files
    pythons = interpreters.present()
    assert pythons
    assert [found for python in pythons.values() for found in shape.does_not_compile(files, python)] == []


def test_control_a_file_that_does_not_compile_is_seen(tree):
    files = list(shape.python_files(tree("plugins/bad.py", "def f(:\n")))
    assert len(shape.does_not_compile(files, sys.executable)) == 1


def roles(root):
    return sorted(path.parents[1] for path in root.glob("roles/*/tasks/main.yml"))


def test_argument_specs_are_the_defaults(root):
    assert len(roles(root)) >= 2
    assert [found for role in roles(root) for found in shape.unlike_its_defaults(role)] == []


@pytest.mark.parametrize("defaults", ["{}", "x_a: 2", "{x_a: 1, x_b: 1}", "x_a: '1'", "x_a: true"])
def test_control_defaults_that_differ_are_seen(tree, defaults):
    spec = {"argument_specs": {"main": {"options": {"x_a": {"type": "int", "default": 1}}}}}
    tree("roles/x/meta/argument_specs.yml", yaml.safe_dump(spec))
    role = tree("roles/x/defaults/main.yml", defaults) / "roles/x"
    assert len(shape.unlike_its_defaults(role)) == 1


def test_options_of_a_role_bear_its_name(root):
    assert [found for role in roles(root) for found in shape.outside_its_name_space(role)] == []


def test_control_an_option_of_another_name_is_seen(tree):
    role = (
        tree("roles/x/meta/argument_specs.yml", "argument_specs: {main: {options: {lvs_a: {}, x_b: {}}}}") / "roles/x"
    )
    assert shape.outside_its_name_space(role) == ["x: option lvs_a"]


def test_the_action_group_has_every_module(root):
    groups = yaml.safe_load((root / "meta/runtime.yml").read_text())["action_groups"]
    assert sorted(groups["all"]) == sorted(path.stem for path in root.glob("plugins/modules/*.py"))


def unrun(makefile, names):
    named = {word for line in makefile.splitlines() if "-m pytest" in line for word in line.split()}
    return [name for name in names if named.isdisjoint({name, *map(str, PurePath(name).parents)})]


def test_every_file_of_tests_is_run_by_a_verb(root, sources):
    names = [name for name in sources if name.startswith("tests/") and PurePath(name).match("test_*.py")]
    assert "tests/gates/test_shape.py" in names
    assert unrun((root / "Makefile").read_text(), names) == []


def test_control_a_file_of_tests_that_is_not_run_is_seen():
    makefile = "\tpython -m pytest tests/unit tests/gates/test_x.py \n"
    names = ["tests/unit/a/test_x.py", "tests/gates/test_x.py", "tests/gates/test_y.py", "tests/other/test_x.py"]
    assert unrun(makefile, names) == names[2:]
