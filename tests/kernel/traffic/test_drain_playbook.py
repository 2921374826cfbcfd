# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""``drain.yml`` and ``undrain.yml`` under traffic, with answers to a survey: every value is a string."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import record

from tests import site
from tests.kernel.traffic.segment import VIP

WEIGHTS = {"rs1": 7, "rs2": 1, "rs3": 1}
LONGEST = 300  # s


class Playing:
    """A playbook that runs while the rig is served; what it has printed so far is ``said()``."""

    def __init__(self, rig, folder, inventory):
        self._rig, self._folder, self._inventory = rig, folder, inventory
        self._process = None

    def start(self, playbook, *arguments, **answers):
        command = [site.ANSIBLE_PLAYBOOK, "-i", str(self._inventory), f"lvs.cluster.{playbook}", *arguments]
        answers = {name: str(value) for name, value in answers.items()}
        # Into a file, Ansible would hold its lines back.
        more = {"ANSIBLE_NOCOLOR": "1", "ANSIBLE_PIPELINING": "true", "PYTHONUNBUFFERED": "1"}
        with open(self._folder / "said", "wb") as output:
            self._process = subprocess.Popen(
                [*command, "-e", json.dumps(answers)],
                cwd=site.ROOT,
                env={**os.environ, **more},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def said(self):
        return (self._folder / "said").read_text()

    def says(self, text):
        """Wait until it has said so."""
        assert self._rig.until(lambda: text in self.said(), LONGEST), self.said()

    def cancel(self):
        """End the whole job as a terminal's Ctrl-C does, and wait until nothing of it is left."""
        os.killpg(self._process.pid, signal.SIGINT)
        assert self._rig.until(lambda: self._process.poll() is not None, LONGEST)
        self._rig.until(lambda: not alive(self._process.pid), LONGEST)

    def end(self):
        """Return the exit status, once it has ended, and how many tasks have changed something."""
        assert self._rig.until(lambda: self._process.poll() is not None, LONGEST), self.said()
        changed = re.search(r"lb1 .*changed=(\d+)", self.said())
        return self._process.returncode, int(changed[1])


def alive(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def playing(rig, tmp_path):
    hosts = {f"web{name[2:]}": {"lvs_rips": [server.address]} for name, server in rig.realservers.items()}
    variables = {
        "lvs_services": [{"name": f"port{port}", "vips": [VIP], "ports": [port]} for port in (80, 443)],
        "ansible_connection": "local",
        "ansible_python_interpreter": sys.executable,
    }
    remembered = Path(record.FOLDER, "ipvs.json")
    remembered.unlink(missing_ok=True)
    yield Playing(rig, tmp_path, site.write(tmp_path, site.inventory(["lb1"], hosts, variables)))
    remembered.unlink(missing_ok=True)


@pytest.fixture
def weights(rig, declare, ipvsadm):
    """The weights of rs1 by port, as ipvsadm lists them."""
    declare(*(rig.service(port, WEIGHTS, scheduler="rr") for port in (80, 443)))

    def read():
        words = [line.split() for line in ipvsadm.save() if f"-r {rig.realservers['rs1'].address}:" in line]
        return {int(line[4].rpartition(":")[2]): int(line[-1]) for line in words}

    return read


def of_rs1(connections):
    return [each for each in connections if each.server == "rs1"]


def test_a_host_is_drained_waited_for_and_given_back(rig, playing, weights, ipvsadm):
    before = ipvsadm.save()
    connections = rig.connect(*[80] * 6)
    playing.start("drain", "--check", "--diff", lvs_hosts="web1")
    assert playing.end() == (0, 1)
    assert re.search(rf"-\s*-a -t {VIP}:80 -r \S+ -g -w 7", playing.said())
    assert f"lb1: web1 serves tcp {VIP}:80 with weight 7, and would be drained" in playing.said()
    assert ipvsadm.save() == before
    playing.start("drain", lvs_hosts="web1:!web2", lvs_drain_timeout=60)
    assert rig.until(lambda: weights() == {80: 0, 443: 0}, LONGEST)
    rig.disconnect(*of_rs1(connections))
    assert playing.end() == (0, 1)
    assert re.search(rf"lb1: web1 is drained in tcp {VIP}:443 since \S+, no connections left", playing.said())
    assert playing.start("drain", lvs_hosts="web1").end() == (0, 0)
    assert playing.start("undrain", lvs_hosts="web1").end() == (0, 1)
    assert ipvsadm.save() == before
    assert f"lb1: web1 serves tcp {VIP}:80 with weight 7" in playing.said()


@pytest.mark.parametrize(
    ("on_timeout", "status", "weight", "said"),
    [
        ("restore", 2, {80: 7, 443: 7}, "its weight was given back"),
        ("remove", 0, {443: 7}, f"lb1: web1 is evicted in tcp {VIP}:80 since "),
    ],
)
def test_when_time_is_up(rig, playing, weights, on_timeout, status, weight, said):
    connections = rig.connect(*[80] * 3)
    expression = f"services[?port==`80`].destinations[] | [?address=='{rig.realservers['rs1'].address}']"
    playing.start("drain", lvs_destinations=expression, lvs_drain_timeout=1, lvs_drain_on_timeout=on_timeout)
    assert playing.end()[0] == status
    assert said in playing.said()
    assert weights() == weight
    assert bool(rig.dead(of_rs1(connections))) is (on_timeout == "remove")


def test_a_cancelled_run_leaves_them_drained_and_another_goes_on(rig, playing, weights):
    connections = rig.connect(*[80] * 3)
    playing.start("drain", lvs_hosts="web1", lvs_drain_services="port80", lvs_drain_on_timeout="remove")
    playing.says(f"lb1: connections left: 1 of {rig.realservers['rs1'].address}:80 in tcp {VIP}:80; 2")
    playing.cancel()
    assert weights() == {80: 0, 443: 7}
    assert rig.dead(connections) == []
    playing.start("drain", lvs_hosts="web1", lvs_drain_services="port80", lvs_drain_timeout=1)
    assert playing.end() == (2, 0)
    assert "is not drained, it has connections left: 1 of" in playing.said()
    assert "it stays at weight 0; run it again to wait longer" in playing.said()
    assert rig.dead(connections) == []
    assert playing.start("undrain", lvs_hosts="web1").end() == (0, 1)
    assert weights() == {80: 7, 443: 7}


@pytest.mark.usefixtures("weights")
def test_the_last_real_servers_of_a_service_stay(playing, ipvsadm):
    before = ipvsadm.save()
    assert playing.start("drain", lvs_hosts="web*").end() == (2, 0)
    assert f"lb1: lvs_min_ready: tcp {VIP}:443 would have 0 of 3 real servers left" in playing.said()
    assert ipvsadm.save() == before
