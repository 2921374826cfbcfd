# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations that every kernel refuses."""

import errno

from ansible_collections.lvs.cluster.plugins.module_utils._model import operations as op


def refusable(operation):
    """The same operation as no kernel carries out, and the errno of its refusal."""
    if operation.operation.endswith("_service") and operation.after:
        return operation._replace(after=operation.after._replace(scheduler="no-such")), errno.ENOENT
    if operation.after:
        return operation._replace(after=operation.after._replace(lower_threshold=9)), errno.ERANGE
    if operation.operation == op.DELETE_DESTINATION:
        return operation._replace(before=operation.before._replace(address="10.0.0.99")), errno.ENOENT
    return operation._replace(key=operation.key._replace(port=9999)), errno.ESRCH
