# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import errno

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import causes
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs.client import OperationRefusedError
from ansible_collections.lvs.cluster.plugins.module_utils._model import operations as op
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, Service, ServiceKey
from ansible_collections.lvs.cluster.plugins.module_utils._model.settings import Daemon, Timeouts

KEY = ServiceKey("ipv4", "tcp", "203.0.113.10", 80)
NEW_SERVICE = op.Operation(op.ADD_SERVICE, KEY, None, Service(KEY, "nope"))
NEW_DESTINATION = op.Operation(op.ADD_DESTINATION, KEY, None, Destination("10.0.0.1", 80))


SIXTH = op.Operation(op.DELETE_DESTINATION, KEY, Destination("2001:db8::1", 80, family="ipv6"), None)


def test_an_ipv6_destination_is_written_so_that_its_port_can_be_told():
    assert causes.subject(SIXTH) == "delete destination tcp 203.0.113.10:80, destination [2001:db8::1]:80"


@pytest.mark.parametrize(
    ("operation", "number", "sentence"),
    [
        (
            NEW_SERVICE,
            errno.ENOENT,
            "add service tcp 203.0.113.10:80: the kernel refused with ENOENT (No such file or directory); "
            "likely cause: the kernel has no scheduler 'nope' (module ip_vs_nope)",
        ),
        (
            op.Operation(op.EDIT_SERVICE, KEY, Service(KEY, "rr"), Service(KEY, "rr", engine="sap")),
            errno.ENOENT,
            "edit service tcp 203.0.113.10:80: the kernel refused with ENOENT (No such file or directory); "
            "likely cause: the kernel has no scheduler 'rr' (module ip_vs_rr) "
            "or no persistence engine 'sap' (module ip_vs_pe_sap)",
        ),
        (
            NEW_DESTINATION,
            errno.ESRCH,
            "add destination tcp 203.0.113.10:80, destination 10.0.0.1:80: the kernel refused with ESRCH "
            "(No such process); likely cause: somebody else has deleted the service since the table was read",
        ),
        (
            NEW_DESTINATION,
            errno.ENOMEM,
            "add destination tcp 203.0.113.10:80, destination 10.0.0.1:80: the kernel refused with ENOMEM "
            "(Cannot allocate memory)",
        ),
        (
            op.Operation(op.SET_TIMEOUTS, "", Timeouts(900, 120, 300), Timeouts(2678400, 120, 300)),
            errno.EINVAL,
            "set timeouts: the kernel refused with EINVAL (Invalid argument); "
            "likely cause: one is longer than this kernel can count",
        ),
        (
            op.Operation(op.START_DAEMON, "master", None, Daemon("master", "eth9")),
            errno.ENODEV,
            "start daemon master: the kernel refused with ENODEV (No such device); "
            "likely cause: there is no interface eth9",
        ),
    ],
)
def test_a_refusal_is_one_sentence_with_its_likely_cause(operation, number, sentence):
    assert causes.explain(OperationRefusedError(operation, number, ())) == sentence
