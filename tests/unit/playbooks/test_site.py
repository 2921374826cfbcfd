# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""``site.yml`` on wrong inventories: the message an operator sees, and that no host was contacted.

Every host is behind an ssh that does not exist, so that the first contact names it.
"""

import pytest

from tests import site

WEB = {"name": "web", "vips": ["203.0.113.10"], "ports": [80]}
NO_SSH = "/nonexistent/ssh"
OUT_OF_REACH = {"ansible_connection": "ssh", "ansible_ssh_executable": NO_SSH}


def inventory(directors=("lb1",), realservers=None, services=None):
    services, realservers = services or [WEB], realservers or {"web1": {"lvs_rips": ["10.0.0.11"]}}
    return site.inventory(directors, realservers, {"lvs_services": services, **OUT_OF_REACH})


TWO = {"lb1": {"lvs_cluster": "east"}, "lb2": {"lvs_cluster": "west"}}


def real_server(**changed):
    return {"web1": {"lvs_rips": ["10.0.0.11"], **changed}}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            inventory(services=[{**WEB, "vips": ["203.0.113.256"]}]),
            "host lb1: lvs_services[0] (web): vips[0]: '203.0.113.256' is not an IP address",
        ),
        (
            inventory(services=[{**WEB, "shceduler": "rr"}]),
            "host lb1: lvs_services[0] (web): shceduler: 'rr' belongs to an unknown key; did you mean scheduler?",
        ),
        (
            inventory(services=[{**WEB, "realservers": "lvs_realserver"}]),
            "host lb1: lvs_services (web): realservers: 'lvs_realserver' is no group of the inventory; "
            "did you mean lvs_realservers?",
        ),
        (
            inventory(realservers={"web1": {"ansible_host": "web1.example.org"}}),
            "host web1: ansible_host: 'web1.example.org' is not an IP address",
        ),
        (
            inventory(realservers=real_server(lvs_rips=["203.0.113.10"])),
            "host web1: lvs_rips: '203.0.113.10' is a VIP of web; a real server needs an address of its own",
        ),
        (
            inventory(realservers=real_server(lvs_weight="65536")),
            "host web1: lvs_weight: '65536' is not between 0 and 65535",
        ),
        (
            inventory(realservers=real_server(lvs_weigth=2)),
            "host web1: lvs_weigth: 2 belongs to an unknown key; did you mean lvs_weight?",
        ),
        (
            inventory(realservers=real_server(lvs_realserver_state="away")),
            "host web1: lvs_realserver_state: 'away' is not one of present, absent",
        ),
        (
            inventory(services=[{**WEB, "ports": [65536]}]),
            "host lb1: lvs_services[0] (web): ports[0]: 65536 is not between 1 and 65535",
        ),
        (
            inventory(services=[WEB, {**WEB, "name": "shop"}]),
            "host lb1: lvs_services (shop): ports: 80 on tcp 203.0.113.10 belongs to web already",
        ),
        (inventory(services=[{**WEB, "ports": ["80:8080"]}]), "ports[0]: '80:8080' maps a port to another"),
        (
            inventory(directors=["lb1", "lb2"]),
            "inventory: group lvs_directors: ['lb1', 'lb2'] are more than one director",
        ),
        (
            inventory(directors=TWO, realservers=real_server(lvs_cluster="east")),
            "host lb2: lvs_services (web): vips: '203.0.113.10' is in cluster west and in cluster east; "
            "a service names its own by the key cluster",
        ),
        (inventory(services="web"), "host lb1: lvs_services: 'web' is not a list of services"),
    ],
)
def test_a_wrong_inventory_is_refused_before_any_host_is_contacted(tmp_path, wrong, message):
    run = site.play(site.write(tmp_path, wrong))
    assert run.returncode == 2
    assert message in " ".join(run.stdout.replace('\\"', '"').split())
    assert NO_SSH not in run.stdout


@pytest.mark.parametrize("playbook", ["verify", "status", "teardown", "rollout"])
def test_no_other_playbook_takes_a_wrong_inventory_either(tmp_path, playbook):
    wrong = inventory(services=[{**WEB, "vips": ["203.0.113.256"]}])
    run = site.play(site.write(tmp_path, wrong), playbook=f"lvs.cluster.{playbook}")
    assert run.returncode == 2
    assert "'203.0.113.256' is not an IP address" in run.stdout
    assert NO_SSH not in run.stdout


def test_control_a_right_inventory_does_contact_its_hosts(tmp_path):
    run = site.play(site.write(tmp_path, inventory()), playbook="lvs.cluster.site")
    assert NO_SSH in run.stdout


def test_the_example_inventory_is_right():
    run = site.play("docs/examples/inventory.yml", **OUT_OF_REACH)
    assert NO_SSH in run.stdout
