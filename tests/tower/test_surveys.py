# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surveys: AWX takes them, the playbooks read what they ask for, and take the answers that they offer."""

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._model import values
from ansible_collections.lvs.cluster.plugins.module_utils._model.drains import DRAINED
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.removals import bound_from_text
from ansible_collections.lvs.cluster.plugins.plugin_utils.batches import batches
from ansible_collections.lvs.cluster.plugins.plugin_utils.drain_request import WrongError, drain
from ansible_collections.lvs.cluster.plugins.plugin_utils.hosts import VARIABLES

from tests.tower import playbooks, survey
from tests.tower.project import data, surveys

SURVEYS = [item["survey_spec"] for key in ("controller_templates", "controller_workflows")
           for item in data()[key] if "survey_spec" in item]  # fmt: skip
QUESTIONS = list(surveys())
IDS = [f"{question['variable']}-{played[0]}" for played, question in QUESTIONS]


CLUSTERS = {"default": {"realservers": {"web1": {}}, "services": [{"name": "web"}]}}


def as_asked(variable):
    """Return what takes a value as drain.yml does: hosts or destinations are given, and an empty one is none."""

    def take(value):
        if variable == "lvs_destinations":
            drain(CLUSTERS, DRAINED, {variable: value, "lvs_hosts": "" if value else "web1"}, ["web1"])
        elif variable == "lvs_hosts":
            drain(CLUSTERS, DRAINED, {variable: value, "lvs_destinations": "" if value else "[]"}, ["web1"])
        else:
            drain(CLUSTERS, DRAINED, {variable: value, "lvs_hosts": "web1"}, ["web1"])

    return take


#: What takes a value of each variable, as the playbook's own filter or module does; it raises where that refuses it.
TAKES = {
    "lvs_prune": lambda value: values.boolean("run", "lvs_prune", value),
    "lvs_max_removals": bound_from_text,
    "lvs_min_ready": bound_from_text,
    "lvs_serial": batches,
    **{name: as_asked(name) for name in VARIABLES if name.startswith(("lvs_hosts", "lvs_destinations", "lvs_drain"))},
}


UNHEARD = {"lvs_min_ready", *(name for name in VARIABLES if name.startswith("lvs_drain_"))} - {"lvs_drain_services"}


@pytest.mark.parametrize("spec", SURVEYS, ids=lambda spec: spec["name"])
def test_awx_takes_the_survey(spec):
    assert survey.complaints(spec) == []


GOOD = {"question_name": "Q", "variable": "v", "type": "integer", "required": True}


@pytest.mark.parametrize(
    ("question", "complaint"),
    [
        ({"type": "number"}, "v: number is no type of a question"),
        ({"required": "yes"}, "v: required is no bool"),
        ({"variable": None}, "None: variable is no str"),
        ({"default": "1"}, "v: '1' is no int"),
        ({"default": True}, "v: True is no int"),
        ({"max": "5"}, "v: max is no integer"),
        ({"min": 2, "default": 1}, "v: 1 is not within its bounds"),
        ({"type": "text", "max": 2, "default": "100%"}, "v: '100%' is not within its bounds"),
        ({"type": "multiplechoice"}, "v: there is nothing to choose from"),
        ({"type": "multiplechoice", "choices": ["a"], "default": "b"}, "v: 'b' is not one of the choices"),
        ({"type": "multiplechoice", "choices": ["true"], "default": True}, "v: True is no str"),
        ({"defualt": 1}, "v: unknown key defualt"),
    ],
)
def test_control_a_wrong_question_is_refused(question, complaint):
    assert survey.complaints({"name": "S", "description": "", "spec": [{**GOOD, **question}]}) == [complaint]


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ({"name": "S", "spec": [GOOD]}, "description is no str"),
        ({"name": "S", "description": "", "spec": []}, "nothing is asked"),
        ({"name": "S", "description": "", "spec": [GOOD, GOOD]}, "v is asked twice"),
    ],
)
def test_control_a_wrong_survey_is_refused(spec, complaint):
    assert survey.complaints(spec) == [complaint]


@pytest.mark.parametrize(("played", "question"), QUESTIONS, ids=IDS)
def test_the_playbook_reads_what_is_asked_for(played, question):
    assert question["variable"] in VARIABLES
    assert question["variable"] in set().union(*(playbooks.reads(playbooks.PLAYBOOKS / name) for name in played))


@pytest.mark.parametrize("template", data()["controller_templates"], ids=lambda template: template["name"])
def test_all_that_a_run_decides_is_asked_for(template):
    asked = {question["variable"] for question in template.get("survey_spec", {}).get("spec", ())}
    # Both read their variables in one place, but giving back waits for nothing.
    unheard = UNHEARD if template["playbook"] == "undrain.yml" else set()
    assert asked == playbooks.reads(playbooks.PLAYBOOKS / template["playbook"]) - unheard


def test_control_what_no_playbook_reads_is_seen(tmp_path):
    (tmp_path / "tasks.yml").write_text("- set_fact: {a: '{{ lvs_weight }}'}")
    (tmp_path / "play.yml").write_text(
        "# lvs_cluster\n- hosts: lvs_directors\n  tasks:\n"
        "    - lvs.cluster.ipvs: {x: '{{ lvs_prune }}', y: '{{ _lvs_site }}'}\n"
        "    - ansible.builtin.import_tasks: tasks.yml\n"
    )
    assert playbooks.reads(tmp_path / "play.yml") == {"lvs_prune", "lvs_weight"}


@pytest.mark.parametrize(("_played", "question"), QUESTIONS, ids=IDS)
def test_the_playbook_takes_the_default_every_choice_and_both_bounds(_played, question):
    offered = [question["default"], *question.get("choices", ())]
    if question["type"] == "integer":
        offered += [question["min"], question["max"]]
    for answer in offered:
        assert list(survey.refusals(question, answer)) == []
        TAKES[question["variable"]](answer)
        TAKES[question["variable"]](str(answer))


@pytest.mark.parametrize(
    ("variable", "answer"),
    [
        ("lvs_prune", "perhaps"),
        ("lvs_max_removals", "101%"),
        ("lvs_min_ready", "half"),
        ("lvs_serial", "1,0%"),
        ("lvs_hosts", ","),
        ("lvs_destinations", "services[?"),
        ("lvs_drain_services", "wbe"),
        ("lvs_drain_wait", "perhaps"),
        ("lvs_drain_timeout", "soon"),
        ("lvs_drain_on_timeout", "evict"),
        ("lvs_drain_connections", "few"),
        ("lvs_drain_idle", "4"),
        ("lvs_drain_persistent", "perhaps"),
    ],
)
def test_control_an_answer_that_no_survey_offers_is_refused(variable, answer):
    with pytest.raises((ModelError, WrongError)):
        TAKES[variable](answer)
