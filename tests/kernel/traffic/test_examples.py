# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of modules and roles, as ``ansible-doc`` shows them, played on a cluster of namespaces.

Each host has a network namespace of the rig, and a folder for what modules leave on a disk.
"""

import json
import os
import subprocess
import sys

import pytest
import yaml

from tests import documentation, site
from tests.kernel.conftest import run
from tests.kernel.traffic import links
from tests.kernel.traffic.segment import CLIENTS, VIP

LONGEST = 900  # s; a busy machine has one CPU for the controller and all hosts
#: So a watch may have to wait for longer than a minute.
SLOW = {"lvs.cluster.traffic_watch": {"timeout": 300}}
#: Where the examples of a module are played; all on the first host named is what they are meant for.
HOSTS = {
    "arp_probe": "client1",
    "ipvs": "lb1",
    "ipvs_destination": "lb1",
    "ipvs_info": "lb1",
    "node_info": "web1",
    "traffic_probe": "client1",
    "traffic_watch": "web1:web2",
    "vip": "web1",
}
#: Where a task of the examples has another host: a real server is no director.
ELSEWHERE = {"The director tells the segment that the VIP is here": "lb1"}
#: What has to be there before.
TABLE = {"ipvs_destination", "ipvs_info", "traffic_probe", "traffic_watch"}
#: What no example makes a module return: with these options, which are site.yml's own questions.
UNSEEN = {"lvs.cluster.node_info": {"hiding", "announcing"}}
_DIRECTOR = "203.0.113.2"
_PLACES = "/var/lib/lvs.cluster /run/lvs.cluster /etc/lvs.cluster /etc/systemd /etc/modules-load.d /etc/modprobe.d"
_HOST = """#!/bin/sh
exec nsenter --net={namespace} unshare --mount sh -ec '
for place in {places}; do
    mkdir -p "$place" "{folder}$place"
    mount --bind "{folder}$place" "$place"
done
exec {python} "$@"' sh "$@"
"""


@pytest.fixture
def inventory(rig, tmp_path):
    """The director, a second one, two real servers and a client, each with an interpreter that is in its place."""
    here = os.open("/proc/self/ns/net", os.O_RDONLY)
    spaces = {"lb1": here, "client1": rig.segment.client.descriptor}
    spaces.update(zip(("web1", "web2", "lb2"), (one.descriptor for one in rig.segment.realservers)))
    hosts = {name: _host(tmp_path / name, descriptor) for name, descriptor in spaces.items()}
    # The rig's director has no address but the VIP there; ours announces a VIP in a network that it is in.
    for change in (f"del {VIP}/24", f"add {_DIRECTOR}/24", f"add {VIP}/32"):
        run("ip", "address", *change.split(), "dev", "eth0")
    for realserver in rig.segment.realservers:
        with realserver.entered():
            links.add_gateway(CLIENTS[0], "eth0")
    yield {"all": {"hosts": hosts, "vars": {"director_packages": [], "dns_question": "?", "services": _services(rig)}}}
    os.close(here)


def _host(folder, descriptor):
    folder.mkdir()
    path = folder / "python"
    namespace = f"/proc/{os.getpid()}/fd/{descriptor}"
    path.write_text(_HOST.format(namespace=namespace, places=_PLACES, folder=folder, python=sys.executable))
    path.chmod(0o755)
    return {"ansible_connection": "local", "ansible_python_interpreter": str(path)}


def _services(rig):
    return [rig.service(port, scheduler="rr") for port in (80, 443)]


@pytest.fixture
def play(rig, tmp_path, inventory):
    """Play while the rig is served; return the exit status and the output."""

    def call(plays):
        playbook = tmp_path / "examples.yml"
        playbook.write_text(yaml.safe_dump(plays))
        command = [site.ANSIBLE_PLAYBOOK, "-i", str(site.write(tmp_path, inventory)), str(playbook)]
        more = {"ANSIBLE_NOCOLOR": "1", "ANSIBLE_PIPELINING": "true", "ANSIBLE_GATHERING": "explicit"}
        with open(tmp_path / "said", "wb") as output:
            process = subprocess.Popen(
                command, cwd=site.ROOT, env={**os.environ, **more}, stdout=output, stderr=subprocess.STDOUT
            )
        ended = rig.until(lambda: process.poll() is not None, LONGEST)
        said = (tmp_path / "said").read_text()
        assert ended, said
        return process.returncode, said

    return call


def registered(plays):
    """Have every result of a module kept; return the module's name and the host by the variable."""
    kept = {}
    for play in plays:
        for task in play.get("tasks", ()):
            for module in set(task) & set(documentation.names("module")):
                name = task.setdefault("register", f"result{len(kept)}")
                kept[name] = module, play["hosts"].partition(":")[0]
    return kept


def examples_of_modules():
    """One play for each module, and where it has to be one for a task on another host."""
    for name, document in documentation.documents("module").items():
        short = name.rpartition(".")[2]
        (play,) = documentation.plays("module", document, HOSTS[short])
        if short in TABLE:
            yield {
                "hosts": "lb1",
                "gather_facts": False,
                "tasks": [{"lvs.cluster.ipvs": {"services": "{{ services }}", "persist": False}}],
            }
        for task in play["tasks"]:
            hosts = ELSEWHERE.get(task["name"], play["hosts"])
            yield {**play, "hosts": hosts, "module_defaults": SLOW, "tasks": [task]}


def facts(mac):
    """What a gathered fact would be."""
    fact = {"default_ipv4": {"macaddress": mac}, "cacheable": True}
    return {"hosts": "lb1", "gather_facts": False, "tasks": [{"ansible.builtin.set_fact": fact}]}


def test_the_examples_of_modules_run_and_return_what_is_documented(play, tmp_path):
    documents, plays = documentation.documents("module"), list(examples_of_modules())
    kept, path = registered(plays), tmp_path / "results.json"
    results = {name: f"{{{{ hostvars['{host}']['{name}'] }}}}" for name, (_module, host) in kept.items()}
    copy = {"content": "{{ results | to_json }}", "dest": str(path)}
    keep = {"ansible.builtin.copy": copy, "vars": {"results": results}}
    last = {"hosts": "lb1", "gather_facts": False, "tasks": [keep]}
    status, said = play([facts(links.mac("eth0")), *plays, last])
    assert status == 0, said
    seen = {}
    for name, result in json.loads(path.read_text()).items():
        module = kept[name][0]
        assert documentation.undocumented(result, documents[module]) == [], (module, name)
        seen.setdefault(module, set()).update(result)
    assert set(seen) == set(documents)
    missing = {module: set(documents[module]["return"]) - keys for module, keys in seen.items()}
    assert {module: keys for module, keys in missing.items() if keys != UNSEEN.get(module, set())} == {}


def test_the_examples_of_roles_run(play):
    roles = documentation.documents("role").values()
    status, said = play([one for document in roles for one in documentation.plays("role", document)])
    assert status == 0, said


def test_control_an_example_that_does_not_work_fails(play):
    broken = {"lvs.cluster.arp_probe": {"address": VIP, "expect": "none"}}
    status, said = play([{"hosts": "client1", "gather_facts": False, "tasks": [broken]}])
    assert status == 2, said
