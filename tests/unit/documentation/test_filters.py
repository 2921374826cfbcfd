# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of the filters run on the inventory of a healthy cluster, and what a filter returns is as documented."""

import json
import sys

import pytest
import yaml

from tests import documentation, site
from tests.unit.plugin_utils.checks import healthy

#: What the examples have from tasks before them.
GIVEN = {
    "nodes": healthy.nodes(),
    "web": {"name": "web", "vips": healthy.VIPS, "ports": [80]},
}
FIRST = ["lvs.cluster.site", "lvs.cluster.drains"]
_TYPES = {"dict": dict, "list": list, "str": str}


@pytest.fixture(scope="module")
def documents():
    return documentation.documents("filter")


@pytest.fixture
def play(tmp_path):
    """Play tasks on every host of a healthy cluster, where ``node`` was registered, and nothing leaves this process."""

    def call(tasks):
        hosts = {web: {"lvs_rips": list(healthy.addresses(web))} for web in healthy.WEBS}
        known = {name: {"node": {"node": node}, **hosts.get(name, {})} for name, node in GIVEN["nodes"].items()}
        here = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        lb1 = {"lb1": {**known.pop("lb1"), **here, "_lvs_watched": {"watch": healthy.traffic()["watch"]["lb1"]}}}
        variables = {"nodes": GIVEN["nodes"], "lvs_services": [GIVEN["web"]]}
        playbook = tmp_path / "examples.yml"
        playbook.write_text(yaml.safe_dump([{"hosts": "lb1", "gather_facts": False, "tasks": tasks}]))
        return site.play(site.write(tmp_path, site.inventory(lb1, known, variables)), str(playbook))

    return call


def tame(task):
    """A module of the collection is only told its arguments, and no file is written."""
    modules = set(task) & set(documentation.names("module"))
    kept = {key: value for key, value in task.items() if key not in modules | {"register", "delegate_to"}}
    told = {"ansible.builtin.debug": {"msg": [task[name] for name in modules]}} if modules else {}
    return {**kept, **told, "check_mode": True}


def test_the_examples_of_all_filters_run(documents, play):
    names = [*FIRST, *(name for name in sorted(documents) if name not in FIRST)]
    tasks = [tame(task) for name in names for task in yaml.safe_load(documents[name]["examples"])]
    played = play(tasks)
    assert played.returncode == 0, played.stdout + played.stderr
    assert f"ok={len(tasks)} " in played.stdout, "none is passed over"


@pytest.mark.parametrize("wrong", ["lvs.cluster.realserver(inventory_hostname)", "lvs.cluster.realservers(1)"])
def test_control_an_example_that_calls_a_filter_wrongly_fails(documents, play, wrong):
    site_task = yaml.safe_load(documents["lvs.cluster.site"]["examples"])
    broken = {"ansible.builtin.debug": {"msg": f"{{{{ site.clusters | {wrong} }}}}"}}
    assert play([*site_task, broken]).returncode == 2


#: A call of each filter: what comes in, and the arguments.
CLUSTERS = "site.clusters | lvs.cluster."
CALLS = {
    "admissions": CLUSTERS + "admissions(['web1'], hostvars)",
    "batch_faults": CLUSTERS + "batch_faults(['web1'], hostvars, [], [])",
    "batches": "'1,10%' | lvs.cluster.batches",
    "director": CLUSTERS + "director('lb1', hostvars)",
    "drain_report": CLUSTERS + "drain_report(plan, nodes, hostvars)",
    "drains": CLUSTERS + "drains('drained', {'lvs_hosts': 'web1'}, ['web1'], ['lb1'], nodes)",
    "findings": CLUSTERS + "findings(nodes)",
    "idle": "hostvars | lvs.cluster.idle",
    "junit": CLUSTERS + "findings(nodes) | lvs.cluster.junit",
    "leaving": CLUSTERS + "leaving(hostvars)",
    "macs": "hostvars | lvs.cluster.macs",
    "nodes": "hostvars | lvs.cluster.nodes('node')",
    "picture": CLUSTERS + "picture(nodes)",
    "preflight": CLUSTERS + "preflight(nodes)",
    "realserver": CLUSTERS + "realserver('web1', hostvars)",
    "report": CLUSTERS + "report(hostvars)",
    "rollout": CLUSTERS + "rollout(['web1'], hostvars)",
    "seen": CLUSTERS + "seen(hostvars)",
    "site": "groups | lvs.cluster.site(hostvars)",
    "stale": CLUSTERS + "stale(hostvars)",
    "summary": CLUSTERS + "findings(nodes) | lvs.cluster.summary",
    "traffic": "hostvars | lvs.cluster.traffic",
    "traffic_requests": CLUSTERS + "traffic_requests",
    "unfit": CLUSTERS + "preflight(nodes) | lvs.cluster.unfit(groups.lvs_directors)",
    "withdrawals": CLUSTERS + f"withdrawals({CLUSTERS}admissions(['web1'], hostvars), hostvars, {{}})",
}


def unlike(value, returned):
    """Return what of a value is not as RETURN says: its type, and all keys of a dict, or of a list's dicts."""
    if not isinstance(value, _TYPES[returned["type"]]):
        return [f"a {type(value).__name__} and no {returned['type']}"]
    keys = set(returned.get("contains") or ())
    entries = [value] if returned["type"] == "dict" else value if returned.get("elements") == "dict" else []
    return [sorted(keys ^ set(entry)) for entry in entries if keys and keys != set(entry)]


def test_what_a_filter_returns_is_as_documented(documents, play, tmp_path):
    assert {f"lvs.cluster.{name}" for name in CALLS} == set(documents), "a call of each"
    returned = tmp_path / "returned.json"
    calls = {name: f"{{{{ {call} }}}}" for name, call in CALLS.items()}
    before = [task for name in FIRST for task in yaml.safe_load(documents[name]["examples"])]
    write = {
        "ansible.builtin.copy": {"content": "{{ calls | to_json }}", "dest": str(returned)},
        "vars": {"calls": calls},
    }
    played = play([*before, write])
    assert played.returncode == 0, played.stdout + played.stderr
    values = json.loads(returned.read_text())
    found = {
        name: unlike(value, documents[f"lvs.cluster.{name}"]["return"]["_value"]) for name, value in values.items()
    }
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize("value", [[], {"a": 1}, {"a": 1, "b": 2, "c": 3}])
def test_control_what_is_not_as_documented_is_seen(value):
    contains = {"a": {"type": "int"}, "b": {"type": "int"}}
    assert unlike(value, {"type": "dict", "contains": contains})
    assert not unlike({"a": 1, "b": 2}, {"type": "dict", "contains": contains})
