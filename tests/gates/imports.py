# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may import what: the layers of the design, as a table and the check that reads it.

Every check here and beside gives a list of complaints, each naming the place; an empty list is good.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COLLECTION = "ansible_collections.lvs.cluster."
OWN = "plugins.module_utils"


@dataclass(frozen=True)
class Layer:
    """A folder and, besides the standard library, the only names that it may import."""

    folder: str
    allowed: tuple[str, ...]


LAYERS = (
    Layer("plugins/module_utils/_model", (f"{OWN}._model",)),
    Layer("plugins/module_utils", (OWN, "ansible.module_utils")),
    Layer("plugins/modules", (OWN, "ansible.module_utils")),
    Layer("lab", ("lab",)),
)
SOCKETS = "plugins/module_utils/_netlink"
#: Files elsewhere that open sockets, each with its reason; none of them is one to the kernel.
OTHER_SOCKETS = {
    "plugins/module_utils/_host/requests.py": "asks services over TCP and UDP, as any client does",
    "plugins/module_utils/_host/watch.py": "speaks to the process that it has started, over a Unix socket",
    "plugins/module_utils/_host/watcher.py": "is that process: it names the type of the socket that it was given",
}
HARMLESS = ("socket.AF_", "socket.inet_")


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def imported(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of each import; names of this collection begin with its folder, such as plugins."""
    folder = path.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = folder[: len(folder) - node.level + 1] if node.level else ()
            module = ".".join([*base, *filter(None, [node.module])]).removeprefix(COLLECTION)
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def beyond_the_layer(root: Path, layer: Layer) -> list[str]:
    return [
        f"{path.relative_to(root)}:{line}: imports {name}"
        for path in sorted((root / layer.folder).rglob("*.py"))
        for line, name in imported(path, root)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not any(within(name, package) for package in layer.allowed)
    ]


def sockets_elsewhere(root: Path) -> list[str]:
    """Only one folder talks to the kernel; but for a few files, address families and notation are taken elsewhere."""
    return [
        f"{path.relative_to(root)}:{line}: imports {name}"
        for path in sorted((root / "plugins").rglob("*.py"))
        if root / SOCKETS not in path.parents and str(path.relative_to(root)) not in OTHER_SOCKETS
        for line, name in imported(path, root)
        if within(name, "socket") and not name.startswith(HARMLESS)
    ]
