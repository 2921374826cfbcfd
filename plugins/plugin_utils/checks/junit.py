# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings as the XML that test reporters read: a suite for each host, a test for each check. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from xml.etree import ElementTree

from .finding import FAILED, OK

#: What XML 1.0 has no way to write (section 2.2).
_UNFIT = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(findings: Iterable[Mapping]) -> str:
    """Return the document. What is blocked or not measured is skipped, never passed."""
    suites: dict[str, list[Mapping]] = {}
    for one in findings:
        suites.setdefault(one["host"], []).append(one)
    everything = [one for suite in suites.values() for one in suite]
    root = ElementTree.Element("testsuites", name="lvs.cluster", **_counts(everything))
    for host, suite in suites.items():
        element = ElementTree.SubElement(root, "testsuite", name=_fit(host), **_counts(suite))
        for one in suite:
            _add(element, one)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _counts(findings: Collection[Mapping]) -> dict[str, str]:
    failures = sum(one["status"] == FAILED for one in findings)
    skipped = sum(one["status"] not in (FAILED, OK) for one in findings)
    return {"tests": str(len(findings)), "failures": str(failures), "errors": "0", "skipped": str(skipped)}


def _add(suite: ElementTree.Element, finding: Mapping) -> None:
    case = ElementTree.SubElement(suite, "testcase", classname=_fit(finding["host"]), name=_fit(finding["id"]))
    if finding["status"] == OK:
        return
    kind = "failure" if finding["status"] == FAILED else "skipped"
    message = finding["found"] if finding["status"] == FAILED else f"{finding['status']}: {finding['found']}"
    told = ElementTree.SubElement(case, kind, message=_fit(message))
    told.text = _fit("\n".join(f"{name}: {finding[name]}" for name in ("expected", "cause", "remedy") if finding[name]))


def _fit(text: str) -> str:
    return _UNFIT.sub("?", str(text))
