# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specs of awx.awx, taken from the modules themselves, and what they say of an item."""

import importlib
import sys
from unittest import mock

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from tests.tower.project import ROOT

MODULES = "ansible_collections.awx.awx.plugins.modules"
LIMITS = ("mutually_exclusive", "required_if", "required_one_of", "required_together", "required_by")


class _Captured(Exception):  # noqa: N818 - it is no error
    """What a module has given to its base class; it goes no further."""


def _capture(**given):
    raise _Captured(given)


def validator(name):
    """Return the validator of the module: its main() is run up to where it hands its argument spec over."""
    collections = str(ROOT / ".cache" / "collections")
    if collections not in sys.path:
        sys.path.append(collections)
    module = importlib.import_module(f"{MODULES}.{name}")
    with mock.patch.object(module, "ControllerAPIModule", _capture):
        try:
            module.main()
        except _Captured as captured:
            given = captured.args[0]
    return ArgumentSpecValidator(given["argument_spec"], **{key: given[key] for key in LIMITS if key in given})


def complaints(name, item):
    """Return what the module would refuse, or take for something else than what is written."""
    result = validator(name).validate(item)
    found = [f"{name}: {item.get('name')}: {message}" for message in result.error_messages]
    changed = [key for key, value in item.items() if result.validated_parameters.get(key, value) != value]
    return found + [f"{name}: {item.get('name')}: {key} is of another type" for key in changed]
