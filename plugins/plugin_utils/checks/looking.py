# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check is, and what it is given to look at. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from ansible_collections.lvs.cluster.plugins.module_utils._model.host import family

from .finding import BLOCKED, NOT_MEASURED, CannotTellError, Remark, follows
from .node import Node
from .scene import CLIENT, DIRECTOR, LEAVING, LOCALNODE, REALSERVER, Cluster, Scene

EVERYBODY = (DIRECTOR, REALSERVER, LOCALNODE, LEAVING)
REACHABLE = "reachable"
_NO_DIRECTOR = "no director of the cluster is in this inventory"
_SEND = "ansible-playbook -i INVENTORY lvs.cluster.verify --tags traffic"


class Seen(NamedTuple):
    """One host of one cluster, with all the others around it."""

    scene: Scene
    cluster: Cluster
    host: str

    @property
    def node(self) -> Node:
        return self.scene.nodes[self.host]

    @property
    def member(self) -> Mapping:
        """What is declared of the host as a real server."""
        return self.cluster.realservers[self.host]

    @property
    def rips(self) -> list[str]:
        """The real server's own addresses of the families of its VIPs: those that requests are sent to."""
        families = {family(vip) for vip in self.member["vips"]}
        return [rip for rip in self.member["rips"] if family(rip) in families]

    def ask(self, host: str, *parts: str) -> Node:
        """Return what was read of a host; raise CannotTellError where it or one of these parts is not there."""
        node = self.scene.nodes.get(host)
        if node is None:
            # Said alike of hundreds of hosts, they are one line.
            which = "it" if host == self.host else host
            raise CannotTellError(Remark(f"this run has not looked at {which}", NOT_MEASURED))
        if node.unreachable:
            reason = f"{host} is unreachable"
            raise CannotTellError(Remark(reason, BLOCKED, follows(REACHABLE, [host]), about=(host,)))
        missing = [part for part in parts if node.part(part) is None]
        if missing:
            why = f": {'; '.join(node.gaps)}" if node.gaps else ""
            raise CannotTellError(Remark(f"{host} could not tell its {', '.join(missing)}{why}", NOT_MEASURED))
        return node

    def directors(self, *parts: str) -> Iterator[tuple[str, Node]]:
        """Yield the other directors that could tell these parts; in the end raise the error of one that could not."""
        error = None if self.cluster.directors else CannotTellError(Remark(_NO_DIRECTOR, NOT_MEASURED))
        for host in self.cluster.directors:
            try:
                node = self.ask(host, *parts)
            except CannotTellError as found:
                error = found
            else:
                if host != self.host:
                    yield host, node
        if error:
            raise error

    def need_directors(self, *parts: str) -> None:
        """Raise the error of a director that could not tell these parts: it may have what was looked for."""
        for _director in self.directors(*parts):
            pass

    def director_macs(self) -> frozenset[str]:
        """Return the MACs of the directors that were read."""
        nodes = (self.scene.nodes.get(host) for host in self.cluster.directors)
        return frozenset(mac for node in nodes if node for mac in node.macs)

    def director_addresses(self) -> frozenset[str]:
        """Return every address of the directors, virtual ones included."""
        nodes = (self.scene.nodes.get(host) for host in self.cluster.directors)
        held = (address for node in nodes if node for address in node.held)
        return frozenset((*held, *self.cluster.vips, *(dip for dips in self.cluster.dips.values() for dip in dips)))

    def watch(self) -> Mapping:
        """Return what was captured on the host; raise CannotTellError where nobody looked."""
        self.requests()
        found = (self.scene.traffic.get("watch") or {}).get(self.host)
        if not found:
            raise CannotTellError(Remark(f"nothing was captured on {self.host}", NOT_MEASURED))
        if not found["control"]:
            reason = "the capture has not seen its own control frame, so that what it shows proves nothing"
            raise CannotTellError(Remark(reason, NOT_MEASURED))
        return found

    def requests(self) -> Mapping[str, Iterable[Mapping]]:
        """Return what the clients' requests came to; raise CannotTellError where there were none."""
        if not self.cluster.clients:
            reason, remedy = "no host is in the group lvs_clients", "Name a host outside of the cluster there"
            raise CannotTellError(Remark(reason, NOT_MEASURED, remedy=remedy))
        if self.scene.traffic is None:
            raise CannotTellError(Remark("no traffic was sent", NOT_MEASURED, remedy=_SEND))
        return self.scene.traffic.get("requests") or {}


class Check(NamedTuple):
    """A check: of whom, what it needs of them, and the cause and remedy where a remark has none of its own.

    ``parts`` of the host's document have to be there; None: the host is not asked. ``explained_by``: checks that, when
    they fail too, are the reason. ``fitness``: it can be told before anything is changed.
    """

    id: str
    expected: str
    roles: tuple[str, ...]
    parts: tuple[str, ...] | None
    cause: str
    remedy: str
    explained_by: tuple[str, ...]
    fitness: bool
    judge: Callable[[Seen], Iterable[Remark]]


def check(
    name: str,
    expected: str,
    roles: Iterable[str],
    parts: Iterable[str] | None = (),
    cause: str = "",
    remedy: str = "",
    explained_by: Iterable[str] = (),
    fitness: bool = False,
) -> Callable[[Callable[[Seen], Iterable[Remark]]], Check]:
    """Make a check of a judge, which yields what is wrong or worth to be said."""

    def made(judge: Callable[[Seen], Iterable[Remark]]) -> Check:
        needed = None if parts is None else tuple(parts)
        return Check(name, expected, tuple(roles), needed, cause, remedy, tuple(explained_by), fitness, judge)

    return made


@check(
    REACHABLE,
    "the host answers",
    (*EVERYBODY, CLIENT),
    parts=None,
    cause="it is down, or the way to it is",
    remedy="Look at its console and its network; ansible HOST -m ansible.builtin.ping",
    fitness=True,
)
def reachable(seen: Seen) -> Iterable[Remark]:
    """A client needs not to be read: that it has sent requests is enough."""
    node = seen.scene.nodes.get(seen.host)
    if node is not None and node.unreachable:
        yield Remark(node.unreachable)
    elif node is None and seen.host not in ((seen.scene.traffic or {}).get("requests") or {}):
        yield Remark("this run has not looked at it", NOT_MEASURED)
