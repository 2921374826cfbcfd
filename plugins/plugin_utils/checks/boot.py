# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the next boot brings back what is there now (law 8): boot. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ansible_collections.lvs.cluster.plugins.module_utils._model import rules
from ansible_collections.lvs.cluster.plugins.module_utils._model.declared import services_from_params
from ansible_collections.lvs.cluster.plugins.module_utils._model.errors import ModelError

from .finding import Remark, listed
from .looking import Seen, check
from .scene import DIRECTOR, LOCALNODE, REALSERVER

_DIRECTOR_UNIT, _IPVSADM = "lvs-cluster-director.service", "ipvsadm.service"
_REALSERVER_UNITS = ("lvs-cluster-realserver.service", "lvs-cluster-realserver-again.service")
_SITE = "ansible-playbook -i INVENTORY lvs.cluster.site"


@check(
    "boot",
    "the next boot brings back what is there now",
    (DIRECTOR, REALSERVER, LOCALNODE),
    parts=("boot", "ipvs"),
    cause="the last run had persist: false, or somebody has changed the host since",
    remedy=_SITE + " writes the files anew; systemctl enable UNIT",
)
def boot(seen: Seen) -> Iterable[Remark]:
    """A host may be director and real server, of this cluster or of two."""
    if seen.host in seen.cluster.directors:
        yield from _of_director(seen)
    hidden = seen.scene.declared("hidden", seen.host)
    if hidden:
        yield from _enabled(seen, _REALSERVER_UNITS)
    yield from _vips(seen, "hidden", hidden)


def _of_director(seen: Seen) -> Iterable[Remark]:
    yield from _enabled(seen, (_DIRECTOR_UNIT,))
    if seen.node.part("boot")["units"].get(_IPVSADM) == "enabled":
        remedy, cause = f"systemctl disable {_IPVSADM}", "it flushes the table when it stops, or restores an old one"
        yield Remark(f"{_IPVSADM} is enabled as well", cause=cause, remedy=remedy)
    yield from _rules(seen)
    yield from _vips(seen, "announced", seen.scene.declared("announced", seen.host))


def _enabled(seen: Seen, units: Iterable[str]) -> Iterable[Remark]:
    states = seen.node.part("boot")["units"]
    for unit in units:
        if states.get(unit) != "enabled":
            yield Remark(f"{unit} is {states.get(unit) or 'not there'}")


def _vips(seen: Seen, kind: str, declared: Collection[str]) -> Iterable[Remark]:
    files = set(seen.node.part("boot")["vips"][kind])
    for vip in sorted(set(declared) - files):
        yield Remark(f"it brings back no {vip} ({kind})")
    for vip in sorted(files - set(declared)):
        yield Remark(f"it brings back {vip} ({kind}), which nothing declares for the host")


def _rules(seen: Seen) -> Iterable[Remark]:
    """Compared is what is declared and live: what is declared alone is the matter of another check."""
    kernel = [seen.node.services[name] for name, _declared in seen.cluster.service_names if name in seen.node.services]
    try:
        services = services_from_params(kernel)
    except ModelError as error:  # what only other tools make
        yield Remark(f"the table cannot be restored as it is: {error}")
        return
    file = seen.node.part("boot")["rules"].splitlines()
    live = set(rules.table_lines(services))
    targets = {rules.target(service.key) for service in services}
    kept = {line for line in file if line.startswith(("-A ", "-a ")) and " ".join(line.split()[1:3]) in targets}
    for what, lines in (("lacks", live - kept), ("has", kept - live)):
        if lines:
            yield Remark(f"director.rules {what} {listed(sorted(lines), 2)}")
    yield from _modules(seen, kernel)


def _modules(seen: Seen, kernel: Iterable[Mapping]) -> Iterable[Remark]:
    wanted = {name for service in kernel for name in ("ip_vs", f"ip_vs_{service['scheduler']}")}
    missing = sorted(wanted - set(seen.node.part("boot")["modules_load"]))
    if missing:
        yield Remark(f"modules-load.d does not name {listed(missing)}")
