# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import sys

import pytest
from ansible_collections.lvs.cluster.plugins.plugin_utils.macs import macs

from tests import site

FACTS = {
    "interfaces": ["lo", "eth0", "eth1", "br-lan", "sit0", "ib0", "bond0"],
    "lo": {"device": "lo"},
    "eth0": {"macaddress": "02:42:0A:4D:01:02"},
    "eth1": {"macaddress": "02:42:0a:4d:01:03"},
    "br_lan": {"macaddress": "02:42:0a:4d:01:04"},
    "sit0": {"macaddress": "0.0.0.0"},  # noqa: S104
    "ib0": {"macaddress": ":".join(["80"] * 20)},
    "bond0": {"macaddress": "02:42:0a:4d:01:03"},
}
FOUND = ["02:42:0a:4d:01:02", "02:42:0a:4d:01:03", "02:42:0a:4d:01:04"]


@pytest.mark.parametrize(
    "variables",
    [
        {"ansible_facts": FACTS},
        {f"ansible_{name}": fact for name, fact in FACTS.items()},
        {"ansible_facts": {}, **{f"ansible_{name}": fact for name, fact in FACTS.items()}},
    ],
    ids=["facts", "injected", "injected beside empty facts"],
)
def test_every_ethernet_address_is_there_once(variables):
    assert macs({"web1": variables}) == {"web1": FOUND}


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"ansible_facts": {}},
        {"ansible_facts": None},
        {"ansible_facts": {"interfaces": ["eth0"]}},
        {"ansible_host": "1"},
    ],
)
def test_a_host_without_facts_is_left_out(variables):
    assert macs({"web1": variables, "lb1": {"ansible_facts": FACTS}}) == {"lb1": FOUND}


def test_ansibles_own_hostvars_will_do(tmp_path):
    hosts = {"web1": {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}, "lb1": {}}
    facts = {"interfaces": ["lo", "eth0"], "eth0": FACTS["eth0"], "cacheable": True}
    answer = {"content": "{{ hostvars | lvs.cluster.macs | to_json }}", "dest": str(tmp_path / "answer")}
    tasks = [{"ansible.builtin.set_fact": facts}, {"ansible.builtin.copy": answer}]
    playbook = tmp_path / "play.yml"
    playbook.write_text(json.dumps([{"hosts": "web1", "gather_facts": False, "tasks": tasks}]))
    played = site.play(site.write(tmp_path, {"all": {"hosts": hosts}}), str(playbook))
    assert played.returncode == 0, played.stdout + played.stderr
    assert json.loads((tmp_path / "answer").read_text()) == {"web1": FOUND[:1]}
