# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A document is whole on any host, also where nothing of it can be read."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml
from ansible_collections.lvs.cluster.plugins.module_utils._host.node import document, parts
from ansible_collections.lvs.cluster.plugins.module_utils._model import node
from ansible_collections.lvs.cluster.plugins.modules import node_info

from tests.tools import interpreters

COLLECTIONS = Path(node_info.__file__).parents[5]
KEYS = set(yaml.safe_load(node_info.RETURN)["node"]["contains"])
MAIN = """
import json
from ansible_collections.lvs.cluster.plugins.module_utils._host.node.document import look
from ansible_collections.lvs.cluster.plugins.module_utils._model.node import Asked
print(json.dumps(look(Asked(("203.0.113.10",), probe=False, firewall=False), {})[0]))
"""


def kinds(documented):
    """Type of each documented key; those of the keys within a dictionary as a dictionary."""
    return {
        key: kinds(one["contains"]) if one["type"] == "dict" and "contains" in one else one["type"]
        for key, one in documented.items()
    }


def fits(value, documented):
    if isinstance(documented, dict):
        return value is None or (
            set(value) == set(documented) and all(fits(value[key], documented[key]) for key in value)
        )
    kind = {"str": str, "int": int, "bool": bool, "list": list, "dict": dict}[documented]
    return value is None or isinstance(value, kind)


@pytest.mark.parametrize("python", interpreters.present().values(), ids=interpreters.present())
def test_it_is_read_by_every_python_and_is_what_is_documented(python):
    path = {"PATH": os.environ["PATH"], "PYTHONPATH": str(COLLECTIONS), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run([python, "-c", MAIN], capture_output=True, text=True, timeout=60, check=False, env=path)
    assert ran.stderr == ""
    found = json.loads(ran.stdout)
    assert fits(found, kinds(yaml.safe_load(node_info.RETURN)["node"]["contains"])), found
    assert found["interfaces"]


def test_where_nothing_can_be_read_every_part_is_named(monkeypatch):
    def refuse(*_arguments, **_more):
        raise PermissionError(1, "Operation not permitted")

    for module, name in (
        (document.network, "RouteClient"),
        (document.network.offload, "merges_received"),
        (parts.settings, "of_kernel"),
        (parts.settings, "sockets"),
        (parts.table.presence, "seen"),
        (parts.table, "modules"),
        (parts.firewall, "rules"),
        (parts.of_vip.boot, "of"),
        (parts.remembered, "of_ipvs"),
        (parts.remembered, "vips"),
    ):
        monkeypatch.setattr(module, name, refuse)
    found, told = document.look(node.Asked(("203.0.113.10",), ("203.0.113.11",)), {})
    assert (set(found), told) == (KEYS, {})
    there = {"kernel", "python", "vendor", "answers", "record", "gaps"}
    assert {key for key, value in found.items() if value is not None} == there
    assert (found["answers"], set(found["record"].values())) == ([], {None})
    assert len(found["gaps"]) == 10
    assert all(gap.endswith("could not be read: [Errno 1] Operation not permitted") for gap in found["gaps"])
