# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes, the contracts of roles, and what no file may say."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

MOST_LINES = 250
MOST_LINES_OF_A_FUNCTION = 40
SIZED = ("plugins", "roles", "lab", "molecule", "bench", "tests/tools")

# Written so that no pattern finds itself.
UNSAYABLE = {
    "a path of somebody's machine": rb"(?<![\w.~-])/(home/[a-z]|r[o]ot/[\w.]|Users/[A-Z]|w[o]rk/[\w.])",
    "the host of a package registry": rb"(p[y]pi|p[y]thonhosted|n[p]mjs)\.(org|com)|https?://[\w.-]*debian\.(org|net)"
    rb"|\b(g[h]cr|q[u]ay)\.io|registry[\w.-]*\.docker\.",
    "a private key or a token": rb"-----BEGIN [A-Z ]*PRIVATE KEY|\b(AKIA[0-9A-Z]{16}|ghp_\w{36}|glpat-[\w-]{20})",
}


def python_files(root: Path, folders: Iterable[str] = SIZED) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((root / folder).rglob("*.py"))


def long_files(root: Path) -> list[str]:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(root)}
    return [f"{path.relative_to(root)}: {count} lines" for path, count in lengths.items() if count >= MOST_LINES]


def length(function: ast.AST) -> int:
    """Lines of code, the docstring left out."""
    first = function.body[0]
    docstring = isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str)
    return function.end_lineno - function.lineno + 1 - (first.end_lineno - first.lineno + 1 if docstring else 0)


def long_functions(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}:{node.lineno}: {node.name} has {length(node)} lines"
        for path in python_files(root)
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and length(node) > MOST_LINES_OF_A_FUNCTION
    ]


def unsayable(name: str, content: bytes, more: Iterable[str] = ()) -> list[str]:
    """What the content must not say; more: strings that only this machine knows, such as the checkout's own path."""
    patterns = {**UNSAYABLE, **{f"{text}": re.escape(text.encode()) for text in more}}
    found = ((what, re.search(pattern, content)) for what, pattern in patterns.items())
    return [f"{name}: {what}: {match.group().decode()!r}" for what, match in found if match]


def does_not_compile(files: list[Path], interpreter: str) -> list[str]:
    code = "import sys; [compile(open(name, 'rb').read(), name, 'exec') for name in sys.argv[1:]]"
    result = subprocess.run([interpreter, "-c", code, *map(str, files)], capture_output=True, text=True, check=False)
    return [result.stderr] if result.returncode else []


def _yaml(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def unlike_its_defaults(role: Path) -> list[str]:
    """The argument spec is the contract: it knows every default, with the same value, and nothing has another one."""
    options = _yaml(role / "meta" / "argument_specs.yml")["argument_specs"]["main"].get("options", {})
    specified = {name: option["default"] for name, option in options.items() if "default" in option}
    path = role / "defaults" / "main.yml"
    defaults = _yaml(path) if path.exists() else {}
    # Compared as they are written: to Python, true and 1 are the same.
    pairs = {
        name: [repr(values[name]) if name in values else "nothing" for values in (specified, defaults)]
        for name in sorted(specified.keys() | defaults.keys())
    }
    return [
        f"{role.name}: {name}: {in_spec} in the argument spec, {in_defaults} in the defaults"
        for name, (in_spec, in_defaults) in pairs.items()
        if in_spec != in_defaults
    ]


def outside_its_name_space(role: Path) -> list[str]:
    options = _yaml(role / "meta" / "argument_specs.yml")["argument_specs"]["main"].get("options", {})
    return [f"{role.name}: option {name}" for name in options if not name.startswith(f"{role.name}_")]
