# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations that every kernel refuses."""

import errno

from ansible_collections.lvs.cluster.plugins.module_utils._model import operations as op
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination


def refusable(operation):
    """The same operation as no kernel carries out, and the errno of its refusal.

    A deletion of what is not there has its goal, so in its place there is an addition that is refused.
    """
    if operation.operation.endswith("_service") and operation.after:
        return operation._replace(after=operation.after._replace(scheduler="no-such")), errno.ENOENT
    if operation.after:
        return operation._replace(after=operation.after._replace(lower_threshold=9)), errno.ERANGE
    unknown = operation.key._replace(port=9999)
    return op.Operation(op.ADD_DESTINATION, unknown, None, Destination("10.0.0.1", 9999)), errno.ESRCH
