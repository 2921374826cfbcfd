# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import math

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import planner
from ansible_collections.lvs.cluster.plugins.module_utils._model import removals
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError
from ansible_collections.lvs.cluster.plugins.module_utils._model.removals import Bound
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, Service, ServiceKey
from hypothesis import given
from hypothesis import strategies as st

WEB, TLS, OLD = (ServiceKey("ipv4", "tcp", "203.0.113.10", port) for port in (80, 443, 8080))


def service(count, key=WEB):
    return Service(key, "wlc", destinations=tuple(Destination(f"10.0.0.{n}", key.port) for n in range(1, count + 1)))


def refusal(bound, present, declared, **how):
    """What a run says that turns ``present`` into ``declared``; None where it may."""
    table = {one.key: one for one in present}
    try:
        removals.refuse(bound, table, planner.plan(table, declared, **how), declared)
    except ModelError as error:
        return str(error)


@pytest.mark.parametrize(
    ("text", "bound"),
    [("2", Bound(2, False)), ("0", Bound(0, False)), ("50%", Bound(50, True)), (" 7 % ", Bound(7, True))],
)
def test_a_bound_is_a_number_or_a_percentage(text, bound):
    assert removals.bound_from_text(text) == bound


@pytest.mark.parametrize("text", ["", "%", "-1", "2.5", "101%", "5%%", "half", "1" * 10, "٣"])
def test_whatever_else_is_refused(text):
    with pytest.raises(ModelError) as caught:
        removals.bound_from_text(text)
    assert str(caught.value) == (
        f"max_removals: {text!r} is neither a number, such as 2, nor a percentage, such as 50%"
    )


@given(st.integers(0, 100), st.integers(0, 1000))
def test_a_percentage_is_rounded_up(percent, count):
    allowed = Bound(percent, True).of(count)
    assert allowed == math.ceil(percent * count / 100)
    assert Bound(percent, False).of(count) == percent


@pytest.mark.parametrize(
    ("bound", "left", "allowed"),
    [(Bound(2, False), 2, None), (Bound(2, False), 1, 2), (Bound(50, True), 2, None), (Bound(0, True), 3, 0)],
)
def test_more_than_may_go_is_named_with_the_service_and_the_numbers(bound, left, allowed):
    """A control for each: one destination more may stay, or go."""
    expected = None
    if allowed is not None:
        expected = (
            f"services[1] (tcp 203.0.113.10:80): max_removals: '{bound}' is exceeded: {4 - left} of 4 destinations "
            f"would be deleted, at most {allowed} may be; nothing was changed"
        )
    assert refusal(bound, [service(4)], [service(9, TLS), service(left)]) == expected


def test_each_service_has_the_bound_for_itself():
    present, declared = [service(4), service(4, TLS)], [service(2), service(2, TLS)]
    assert refusal(Bound(2, False), present, declared) is None
    assert refusal(Bound(1, False), present, declared).startswith("services[0] (tcp 203.0.113.10:80): ")


@pytest.mark.parametrize("how", [{"owned": {OLD}}, {"purge_services": "all"}])
def test_a_service_that_is_purged_takes_all_of_its_destinations_along(how):
    present = [service(4), service(3, OLD)]
    assert refusal(Bound(3, False), present, [service(4)], **how) is None
    assert refusal(Bound(2, False), present, [service(4)], **how) == (
        "tcp 203.0.113.10:8080: max_removals: '2' is exceeded: 3 of 3 destinations would be deleted, at most 2 may be; "
        "nothing was changed"
    )
    assert refusal(Bound(0, False), [service(0, OLD)], [], **how) is None
