# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fleet as inventories: for the collection, for the roles alone, and for the peer with the same hosts. Pure.

Addresses: the controller's, which is the gateway too, is the network's first, the director's the second; real servers
begin in the next /24.
"""

from __future__ import annotations

from pathlib import Path

DIRECTOR, CONTROLLER, PREFIX = "director", "10.99.0.1", 16
VIP, PORT = "10.99.255.1", 80
_PER_BLOCK = 250


def realservers(size: int) -> list[str]:
    return [f"web{number}" for number in range(1, size + 1)]


def names(size: int) -> list[str]:
    return [DIRECTOR, *realservers(size)]


def address(name: str) -> str:
    if name == DIRECTOR:
        return "10.99.0.2"
    block, place = divmod(int(name.removeprefix("web")) - 1, _PER_BLOCK)
    return f"10.99.{block + 1}.{place + 1}"


def rule(name: str, weight: int = 1) -> str:
    """A real server as ``ipvsadm -Sn`` prints it."""
    return f"-a -t {VIP}:{PORT} -r {address(name)}:{PORT} -g -w {weight}"


def of_collection(size: int, folder: Path, weights: dict[str, int]) -> dict:
    """Return what ``site.yml`` takes."""
    service = {"name": "web", "vips": [VIP], "ports": [PORT]}
    more = {name: {"lvs_weight": weight} for name, weight in weights.items()}
    return _inventory(size, folder, {"lvs_services": [service]}, more)


def of_roles(size: int, folder: Path, weights: dict[str, int]) -> dict:
    """Return what the two roles take, from somebody who derives nothing."""
    destinations = [{"address": address(name), "weight": weights.get(name, 1)} for name in realservers(size)]
    service = {"address": VIP, "port": PORT, "scheduler": "wlc", "destinations": destinations}
    more = {DIRECTOR: {"director_services": [service], "director_vips": [VIP]}}
    return _inventory(size, folder, {"realserver_vips": [VIP]}, more)


def of_peer(size: int, folder: Path, _weights: dict[str, int]) -> dict:
    """Return what the peer takes; a weight is not in its inventory but in its template."""
    variables = {"vip": VIP, "vip_port": PORT, "vip_device": "eth0"}
    return _inventory(size, folder, variables, {name: {"rip": address(name)} for name in realservers(size)})


def _inventory(size: int, folder: Path, variables: dict, more: dict[str, dict]) -> dict:
    def host(name: str) -> dict:
        python = f"{folder}/{name}.python"
        return {"ansible_host": address(name), "ansible_python_interpreter": python, **more.get(name, {})}

    groups = {
        "lvs_directors": {"hosts": {DIRECTOR: host(DIRECTOR)}},
        "lvs_realservers": {"hosts": {name: host(name) for name in realservers(size)}},
    }
    common = {"ansible_user": "root", "ansible_remote_tmp": "/run/root/.ansible", **variables}
    return {"all": {"children": groups, "vars": common}}
