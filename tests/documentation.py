# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``ansible-doc`` says of everything in the collection, and the examples in it as plays."""

import json
import os
import subprocess
import sys
from pathlib import Path

import yaml

from tests import site

COLLECTION = "lvs.cluster"
_ANSIBLE_DOC = str(Path(sys.executable).with_name("ansible-doc"))
#: What Ansible itself adds to a result.
_OF_ANSIBLE = {"changed", "failed", "diff", "invocation", "warnings", "deprecations", "msg", "skipped", "attempts"}
_OF_ANSIBLE |= {"failed_when_result", "stdout", "stderr", "ansible_facts", "exception"}
#: ansible-core 2.20 and 2.21 warn of this collection of their own, whatever is asked for.
_OF_CORE = "/ansible/_internal/ansible_collections/ansible/_protomatter' "


def names(kind):
    """The full names of all modules, filters or roles, as the files are."""
    files = site.ROOT.glob("roles/*" if kind == "role" else f"plugins/{ {'module': 'modules'}.get(kind, kind) }/*.py")
    return sorted(f"{COLLECTION}.{path.stem}" for path in files)


def ansible_doc(kind, *arguments):
    """Return what it prints, and what it warns of; a warning is a line."""
    command = [_ANSIBLE_DOC, "-t", kind, *arguments]
    environment = {**os.environ, "ANSIBLE_NOCOLOR": "1"}
    done = subprocess.run(
        command, cwd=site.ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    warned = "".join(line for line in done.stderr.splitlines(keepends=True) if _OF_CORE not in line)
    return done.stdout, warned + ("" if done.returncode == 0 else f"exit status {done.returncode}")


def documents(kind):
    """Return the document of each, by its full name: ``doc`` (of a role its entry points), ``examples``, ``return``."""
    printed, warned = ansible_doc(kind, "--json", *names(kind))
    assert not warned, warned
    return json.loads(printed)


def faults(kind, document):
    """Yield what an operator would miss in a document."""
    if kind == "role":
        for entry in document["entry_points"].values():
            yield from _of_options(entry.get("options", {}))
            if not entry.get("examples"):
                yield "no examples"
        return
    yield from _of_options(document["doc"].get("options", {}))
    if not document["examples"]:
        yield "no examples"
    if not document["return"]:
        yield "no return values"
    yield from _of_options(document["return"] or {}, "contains")


def _of_options(options, inner="suboptions"):
    for name, option in options.items():
        if not option.get("description"):
            yield f"{name} has no description"
        if not option.get("type"):
            yield f"{name} has no type"
        yield from (f"{name}: {fault}" for fault in _of_options(option.get(inner) or {}, inner))


def plays(kind, document, hosts="localhost"):
    """Return the examples as plays: those of a role are, those of plugins are tasks."""
    if kind == "role":
        return [play for entry in document["entry_points"].values() for play in yaml.safe_load(entry["examples"])]
    return [{"name": "Examples", "hosts": hosts, "gather_facts": False, "tasks": yaml.safe_load(document["examples"])}]


def undocumented(returned, document):
    """Return the keys of a module's result that its documentation does not have."""
    return sorted(set(returned) - _OF_ANSIBLE - set(document["return"]))
