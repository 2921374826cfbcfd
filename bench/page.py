# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results as a page of Markdown."""

from __future__ import annotations

_INTRODUCTION = """# How fast it is

Written by `make bench`; run it yourself. Every figure is a median in milliseconds, the runs in brackets. Each run has a
process and a network namespace of its own. A table has n services x m destinations, each destination another address.

![Time over table size](benchmark.svg)
"""
_USER_MODE = """
User Mode Linux exaggerates what is bound by system calls and by starting processes: judge a ratio by another kernel
too. Where the machine's own kernel has IPVS, `make bench` measures there.
"""
_SIZES = ("100 x 10", "1000 x 10", "1000 x 100")
_WORKS = (
    (
        "Create the table from empty",
        (("engine", "create"), ("ipvsadm", "create"), ("pyroute2", "create"), ("process per rule", "create")),
    ),
    (
        "Read it, compare with the declaration, find nothing to do",
        (("engine", "nothing"), ("ipvsadm", "print"), ("pyroute2", "read")),
    ),
    ("Change one weight, the whole table declared", (("engine", "weight"),)),
    ("Change one weight of one service, that service alone declared", (("engine", "one"), ("ipvsadm", "one"))),
)
_NAMES = {
    ("engine", "create"): "lvs.cluster",
    ("engine", "nothing"): "lvs.cluster",
    ("engine", "weight"): "lvs.cluster",
    ("engine", "one"): "lvs.cluster, its path for one service",
    ("ipvsadm", "create"): "`ipvsadm -R`",
    ("ipvsadm", "print"): "`ipvsadm -Sn`, merely printing",
    ("ipvsadm", "one"): "`ipvsadm -e`",
    ("pyroute2", "create"): "pyroute2",
    ("pyroute2", "read"): "pyroute2, merely reading",
    ("process per rule", "create"): "one `ipvsadm` process per rule",
}


def page(results: dict) -> str:
    parts = [_INTRODUCTION, *(_work(results["tables"], title, rows) for title, rows in _WORKS)]
    return "\n".join([*parts, _memory(results["tables"]), _module(results), _machine(results["machine"])])


def _work(tables: dict, title: str, rows: tuple[tuple[str, str], ...]) -> str:
    lines = [f"## {title}\n", f"| | {' | '.join(_SIZES)} |", "|---" * 4 + "|"]
    for name, figure in rows:
        cells = (_cell(tables, name, figure, size) for size in _SIZES)
        lines.append(f"| {_NAMES[name, figure]} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(tables: dict, name: str, figure: str, size: str) -> str:
    """A median and, for a peer, how many times as long as ours that is; what was not measured is a dash."""
    found = tables[name].get(size)
    if not found:
        return "-"
    ours = tables["engine"][size]["nothing" if figure in ("print", "read") else figure]
    ratio = "" if name == "engine" else f", **{found[figure] / ours:.1f} x**"
    return f"{found[figure]:,.1f} ({found['runs']}){ratio}"


def _memory(tables: dict) -> str:
    cells = (f"{tables['engine'][size]['memory']:.0f} MB" for size in _SIZES)
    return "\n".join(
        [
            "## Memory of the engine\n",
            "The most that the whole process had: Python, declaration, table, plan.\n",
            f"| {' | '.join(_SIZES)} |",
            "|---" * 3 + "|",
            f"| {' | '.join(cells)} |\n",
        ]
    )


def _module(results: dict) -> str:
    """The process as Ansible starts it on the managed host; the connection and the controller are not in it."""
    lines = [
        "## The whole Ansible module, nothing to do\n",
        f"What Ansible runs on the managed host, one process each time, in ms ({results['module runs']} runs).",
        "Below it, where the module's own time goes, in one process; the rest is its start and its arguments.\n",
        f"| | {' | '.join(results['module'])} |",
        "|---" * (1 + len(results["module"])) + "|",
    ]
    for name, figure in (
        ("a module that does nothing", "noop"),
        ("`ipvs`", "module"),
        ("- Ansible's validation of the arguments", "arguments"),
        ("- ours", "validation"),
        ("- engine and record", "reconciliation"),
        ("- output", "output"),
    ):
        cells = (_module_cell(found, figure) for found in results["module"].values())
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _module_cell(found: dict, figure: str) -> str:
    ratio = f", **{found['module'] / found['noop']:.2f} x**" if figure == "module" else ""
    return f"{found[figure]:,.1f}{ratio}"


def _machine(described: dict) -> str:
    lines = [f"- {key}: {value}" for key, value in sorted(described.items(), key=lambda item: item[0].lower())]
    note = _USER_MODE if "User Mode" in described["kernel"] else ""
    return "\n".join(["## Measured on\n", *lines]) + "\n" + note
