# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operator does at the controller: play a playbook, call a module on a node, and give another inventory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLAIN = {"ANSIBLE_FORCE_COLOR": "false", "ANSIBLE_NOCOLOR": "true", "ANSIBLE_PIPELINING": "true"}
LONGEST = 600


def play(inventory, playbook, *flags):
    """The finished ansible-playbook; what it said is text."""
    command = [_tool("ansible-playbook"), "--inventory", inventory, ROOT / "playbooks" / playbook, *flags]
    return _run(command, check=False)


def call(inventory, node, module, **arguments):
    """What a module of the collection did on a node."""
    named = ["--module-name", f"lvs.cluster.{module}", "--args", json.dumps(arguments)]
    return _run([_tool("ansible"), "--inventory", inventory, node, *named], check=True).stdout


def findings(inventory, folder, *flags):
    """The findings of verify.yml by check and host, and the finished playbook."""
    report = Path(folder, "findings.json")
    report.unlink(missing_ok=True)
    played = play(inventory, "verify.yml", "--extra-vars", f"lvs_report_json={report}", *flags)
    # For who reads of a test that failed.
    print(played.stdout, played.stderr)
    assert report.exists()
    return {(one["id"], one["host"]): one for one in json.loads(report.read_text())}, played


def write(folder, dump):
    """An inventory as Tower gives one: a program that prints what ansible-inventory --list does."""
    content, program = Path(folder, "inventory.json"), Path(folder, "inventory.sh")
    content.write_text(json.dumps(dump))
    program.write_text(f"#!/bin/sh\ncat {content}\n")
    program.chmod(0o700)
    return program


def without(dump, *hosts):
    """The inventory without these hosts, as a slice of a job or hosts that are disabled make it."""
    cut = {
        group: {**content, "hosts": [host for host in content["hosts"] if host not in hosts]}
        if "hosts" in content else content
        for group, content in dump.items()
    }  # fmt: skip
    left = {host: found for host, found in dump["_meta"]["hostvars"].items() if host not in hosts}
    return {**cut, "_meta": {"hostvars": left}}


def changed(dump, host, **variables):
    """The inventory with other variables of one host."""
    of_hosts = dump["_meta"]["hostvars"]
    return {**dump, "_meta": {"hostvars": {**of_hosts, host: {**of_hosts[host], **variables}}}}


def _tool(name):
    return Path(sys.executable).with_name(name)


def _run(command, check):
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **PLAIN}, capture_output=True, text=True, timeout=LONGEST, check=check
    )
