# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every filter of the collection does with a wrong declaration: Ansible's own error, with the model's sentence."""

from __future__ import annotations

import functools
from collections.abc import Callable

from ansible.errors import AnsibleFilterError
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError


def reporting(function: Callable) -> Callable:
    """Return ``function`` as a filter: its ModelError becomes the error that Ansible shows for the task."""

    @functools.wraps(function)
    def call(*args: object, **kwargs: object) -> object:
        try:
            return function(*args, **kwargs)
        except ModelError as error:
            raise AnsibleFilterError(str(error)) from error

    return call
