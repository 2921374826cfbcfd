# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""``ansible-doc`` answers fully for everything, and its examples are right; those of modules run on a kernel, too."""

import importlib
import json

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from tests import documentation, site

KINDS = ("module", "filter", "role")
_MODULES = "ansible_collections.lvs.cluster.plugins.modules"


WORDS = {"description": "B", "type": "dict"}


@pytest.fixture(scope="module")
def documents():
    return {kind: documentation.documents(kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_ansible_doc_answers_for_each_without_a_warning(documents, kind):
    names = documentation.names(kind)
    assert sorted(documents[kind]) == names
    said, warned = documentation.ansible_doc(kind, *names)
    assert warned == ""
    assert all(name in said for name in names)


def test_control_a_name_that_nobody_has_is_warned_of():
    assert documentation.ansible_doc("module", "lvs.cluster.nothing")[1]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_without_a_word(documents, kind):
    found = {name: list(documentation.faults(kind, document)) for name, document in documents[kind].items()}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"examples": ""}, "no examples"),
        ({"return": None}, "no return values"),
        ({"doc": {"options": {"a": {"type": "int"}}}}, "a has no description"),
        ({"return": {"b": {"description": "B"}}}, "b has no type"),
        ({"return": {"b": {**WORDS, "contains": {"c": {"description": "C"}}}}}, "b: c has no type"),
    ],
)
def test_control_what_is_missing_is_seen(documents, changed, fault):
    document = {**documents["module"]["lvs.cluster.ipvs"], **changed}
    assert list(documentation.faults("module", document)) == [fault]


def tasks(documents, kind):
    """All tasks of modules in the examples, with their arguments: (where, module, arguments)."""
    for name, document in documents[kind].items():
        for play in documentation.plays(kind, document):
            for task in play.get("tasks", ()):
                for module in set(task) & set(documentation.names("module")):
                    yield f"{name}: {task['name']}", module, task[module] or {}


def refused(module, arguments):
    """Return what a module would refuse of its arguments; of a template only Ansible knows what it becomes."""
    if not isinstance(arguments, dict):
        return []
    spec = importlib.import_module(f"{_MODULES}.{module.rpartition('.')[2]}").ARGUMENTS
    templated = {key for key, value in arguments.items() if "{{" in json.dumps(value)}
    plain = {key: value for key, value in arguments.items() if key not in templated}
    needed = {key: {**option, "required": False} if key in templated else option for key, option in spec.items()}
    return ArgumentSpecValidator(needed).validate(plain).error_messages + sorted(templated - spec.keys())


@pytest.mark.parametrize("kind", ["module", "filter"])
def test_modules_take_the_arguments_of_the_examples(documents, kind):
    found = [(where, refused(module, arguments)) for where, module, arguments in tasks(documents, kind)]
    assert found
    assert [one for one in found if one[1]] == []


@pytest.mark.parametrize(
    "wrong", [{"adress": "10.0.0.11"}, {"address": "10.0.0.11", "state": "away"}, {"state": "drained"}]
)
def test_control_a_wrong_argument_is_seen(wrong):
    assert refused("lvs.cluster.ipvs_destination", wrong)


def test_roles_take_the_variables_of_the_examples(documents):
    for document in documents["role"].values():
        for play in documentation.plays("role", document):
            for role in play["roles"]:
                assert role["vars"].keys() <= document["entry_points"]["main"]["options"].keys()


@pytest.fixture
def syntax_check(tmp_path):
    def check(plays):
        path = tmp_path / "examples.yml"
        path.write_text(yaml.safe_dump(plays))
        return site.play("localhost,", str(path), "--syntax-check")

    return check


def test_the_examples_are_playbooks(documents, syntax_check):
    plays = [
        play
        for kind in KINDS
        for document in documents[kind].values()
        for play in documentation.plays(kind, document)
    ]  # fmt: skip
    checked = syntax_check(plays)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("broken", ["- lvs.cluster.ipsv: {}", "- lvs.cluster.ipvs: {}\n  regster: x"])
def test_control_an_example_that_is_no_task_is_seen(syntax_check, broken):
    document = {"examples": broken}
    assert syntax_check(documentation.plays("module", document)).returncode != 0
