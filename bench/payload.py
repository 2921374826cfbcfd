# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build what Ansible sends to a host: interpreter, archive and arguments in one file.

python -m bench.payload MODULE SOURCE ARGUMENTS TARGET, in a process of its own: Ansible itself has to load the
collection.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ansible.executor.module_common import modify_module
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader
from ansible.template import Templar

COLLECTIONS = Path(__file__).resolve().parent.parent / "collections"


def build(name: str, source: str, arguments: dict) -> bytes:
    init_plugin_loader([str(COLLECTIONS)])
    return modify_module(
        module_name=name,
        module_path=source,
        module_args=arguments,
        templar=Templar(DataLoader()),
        task_vars={"ansible_python_interpreter": sys.executable},
        module_compression="ZIP_DEFLATED",
    ).b_module_data


if __name__ == "__main__":
    name, source, arguments, target = sys.argv[1:]
    Path(target).write_bytes(build(name, source, json.loads(Path(arguments).read_text(encoding="utf-8"))))
