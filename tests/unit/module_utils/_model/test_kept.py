# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
from ansible_collections.lvs.cluster.plugins.module_utils._model.kept import resolved
from ansible_collections.lvs.cluster.plugins.module_utils._model.service import Destination, Service, ServiceKey

WEB, TLS = (ServiceKey("ipv4", "tcp", "203.0.113.10", port) for port in (80, 443))


def real(number, weight=1, port=80):
    return Destination(f"10.0.0.{number}", port, weight=weight)


def service(*destinations, key=WEB, **more):
    return Service(key, "wlc", destinations=destinations, **more)


def table(*services):
    return {one.key: one for one in services}


def test_what_the_kernel_has_becomes_as_declared_and_the_rest_is_not_there():
    declared = service(real(12), kept=(real(13, 5), real(11, 7)))
    assert resolved([declared], table(service(real(11), real(14)))) == (service(real(11, 7), real(12)),)


def test_it_is_the_service_and_the_port_that_count():
    elsewhere = table(service(real(11, port=8080)), service(real(11), key=TLS))
    assert resolved([service(kept=(real(11),))], elsewhere) == (service(),)


def test_of_a_service_that_is_not_there_nothing_is_kept():
    assert resolved([service(real(11), kept=(real(12),))], {}) == (service(real(11)),)


def test_a_service_that_keeps_nothing_is_the_same_object_and_what_shall_go_is_still_said():
    silent, plain = Service(TLS, "wlc"), service(absent=(real(12).key,))
    assert [one is other for one, other in zip(resolved([silent, plain], {}), (silent, plain))] == [True, True]
    keeping = service(kept=(real(11),), absent=(real(12).key,))
    assert resolved([keeping], table(service(real(11))))[0].absent == (real(12).key,)
