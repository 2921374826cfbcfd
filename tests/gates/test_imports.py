# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from tests.gates import imports


@pytest.mark.parametrize("layer", imports.LAYERS, ids=lambda layer: layer.folder)
def test_a_layer_imports_what_it_may(root, layer):
    assert (root / layer.folder).is_dir()
    assert imports.beyond_the_layer(root, layer) == []


@pytest.mark.parametrize(
    "line",
    [
        "import netaddr",
        "from netaddr import IPAddress",
        "from ansible.module_utils.basic import AnsibleModule",
        "from ansible_collections.lvs.cluster.plugins.plugin_utils import inventory",
        "from ...plugin_utils.inventory import read",
        "from ... import plugin_utils",
        "from .._netlink import socket",
        "def f():\n    import yaml",
    ],
)
def test_control_the_model_importing_more_is_seen(tmp_path, line):
    folder = tmp_path / "plugins/module_utils/_model"
    folder.mkdir(parents=True)
    (folder / "bad.py").write_text(line)
    assert len(imports.beyond_the_layer(tmp_path, imports.LAYERS[0])) == 1


@pytest.mark.parametrize(
    "line",
    [
        "import ipaddress",
        "from dataclasses import dataclass",
        "from .service import Service",
        "from . import service",
        "from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Service",
    ],
)
def test_control_the_model_may_import_itself_and_the_standard_library(tmp_path, line):
    folder = tmp_path / "plugins/module_utils/_model"
    folder.mkdir(parents=True)
    (folder / "good.py").write_text(line)
    assert imports.beyond_the_layer(tmp_path, imports.LAYERS[0]) == []


def test_sockets_are_opened_in_one_folder(root):
    assert (root / imports.SOCKETS).is_dir()
    assert imports.sockets_elsewhere(root) == []


def test_control_an_address_family_is_no_socket(tmp_path):
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins/x.py").write_text("from socket import AF_INET, inet_pton")
    assert imports.sockets_elsewhere(tmp_path) == []


@pytest.mark.parametrize("line", ["import socket", "from socket import AF_INET, socket", "import os, socket as s"])
def test_control_a_socket_elsewhere_is_seen(tmp_path, line):
    for folder in ("_netlink", "_ipvs"):
        path = tmp_path / "plugins/module_utils" / folder / "x.py"
        path.parent.mkdir(parents=True)
        path.write_text(line)
    (complaint,) = imports.sockets_elsewhere(tmp_path)
    assert complaint.startswith("plugins/module_utils/_ipvs/x.py:1")
