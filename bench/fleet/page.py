# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results as a page of Markdown and a picture. Pure, but for what the machine is."""

from __future__ import annotations

import platform
from importlib import metadata

from bench import machine, plot

from . import fleet, inventory, plays

_PAGE = """# How fast a fleet is rolled out

Written by `make bench-fleet`; run it yourself. One director and N real servers, reached by SSH, {forks} forks,
pipelining on. Seconds of the whole `ansible-playbook`; in brackets seconds for each real server; and how many times as
long as ours the peer takes. {runs} Every run begins without connections.

![Time over the number of real servers](benchmark-fleet.svg)

{tables}
## Executions, counted on the nodes

How often a run starts Python on a real server, and on the director.

{executions}
## Who is compared

- **the peer** is the plain way of public how-tos, a playbook of stock modules: `bench/fleet/peer/`, copied unchanged.
  It gathers facts, sets sysctls by a loop, and loads the table with `ipvsadm`. It proves nothing. A weight is a
  constant of its template, which is edited before the third run; then it empties the table and loads it anew, as ours
  never does.
- **`site.yml`** is the collection as operators run it: preflight of every host, roles, proof, report. Where the
  preflight finds that nothing is to be done, [it is the proof as well](verify.md#what-verify-looks-at). What a first
  run does to a real server, and proves of it afterwards, is one execution; the preflight is another.
- **the roles alone** are a play with `lvs.cluster.realserver` and one with `lvs.cluster.director`, which is what the
  peer does: no preflight, no proof, no report.

## How it is measured

- A real server is a network namespace of this machine on a bridge, with its own `/etc`, `/run` and `/var/lib` (overlays
  in memory), its own processes, its own sshd and the distribution's Python. All nodes share the machine's processors
  with Ansible, so that this is mostly the processor time of both. The director's kernel is {kernel}.
- Nodes have no systemd that runs. The peer leaves its units out (`use_systemd=false`) and so persists nothing but
  sysctls on a real server. Ours writes and enables its units all the same, and starts none.
- Something has to listen on a real server: its sshd does, on port {port} besides 22.
- Nodes are made anew before each side's first run, which is not timed. After a first run `ipvsadm -Sn` has all real
  servers, and each node the VIP (`ip -j address`); a second run that changes anything, and any that fails, ends it all.
- What 5,000 real servers cost the controller is [measured apart](benchmark-inventory.md).

## Measured on

{machine}
"""
_TITLES = {"first": "The first run", "nothing": "A run with nothing to do", "weight": "One changed weight"}
_NAMES = {"peer": "the peer", "site": "`site.yml`", "roles": "the roles alone"}
_LOOKS = {"peer": ("the peer", "#b3541e"), "site": ("site.yml", "#0b6e4f"), "roles": ("the roles alone", "#5b4b8a")}
_DASHES = {"first": "", "nothing": "6 4"}


def page(results: dict, described: dict[str, str]) -> str:
    """``results``: by size (text), side and work what ``plays.Played`` has, as a list."""
    machines = sorted(described.items(), key=lambda item: item[0].lower())
    return _PAGE.format(
        forks=plays.FORKS,
        port=inventory.PORT,
        kernel=described["kernel of the director"],
        runs=_runs(results),
        tables="\n".join(_table(results, work) for work in _TITLES),
        executions=_executions(results),
        machine="\n".join(f"- {name}: {value}" for name, value in machines),
    )


def picture(results: dict) -> str:
    series = [
        (f"{label}: {_TITLES[work].lower()}", colour, dash, _points(results, side, work))
        for side, (label, colour) in _LOOKS.items()
        for work, dash in _DASHES.items()
    ]
    return plot.lines("Time over the number of real servers", "real servers", series)


def described() -> dict[str, str]:
    return {
        "ansible-core": metadata.version("ansible-core"),
        "kernel": f"Linux {platform.release()} {platform.machine()}",
        "kernel of the director": fleet.kernel(),
        "processor": machine.processor(),
        "Python of the controller": platform.python_version(),
    }


def _points(results: dict, side: str, work: str) -> list[tuple[float, float]]:
    return [(int(size), 1000 * found[side][work]["seconds"]) for size, found in results.items() if side in found]


def _runs(results: dict) -> str:
    counts = {size: next(iter(found.values()))["first"]["runs"] for size, found in results.items()}
    medians = [f"{size} real servers: medians of {runs}" for size, runs in counts.items() if runs > 1]
    return f"{'; '.join(medians) or 'Single runs'}{'; above, single runs' if medians else ''}."


def _table(results: dict, work: str) -> str:
    lines = [f"## {_TITLES[work]}\n", f"| | {' | '.join(results)} |", "|---" * (1 + len(results)) + "|"]
    for side, name in _NAMES.items():
        cells = (_cell(int(size), found, side, work) for size, found in results.items())
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(size: int, found: dict, side: str, work: str) -> str:
    if side not in found:
        return "-"
    seconds = found[side][work]["seconds"]
    is_compared = side != "peer" and "peer" in found
    ratio = f", **{found['peer'][work]['seconds'] / seconds:.1f} x**" if is_compared else ""
    return f"{seconds:.1f} ({seconds / size:.2f}){ratio}"


def _executions(results: dict) -> str:
    last = list(results)[-1]
    lines = [f"| {last} real servers | {' | '.join(_TITLES.values())} |", "|---" * (1 + len(_TITLES)) + "|"]
    for side, works in results[last].items():
        cells = (_started(works[work]["started"]) for work in _TITLES)
        lines.append(f"| {_NAMES[side]} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _started(started: dict[str, int]) -> str:
    """Of the real servers the least and the most, where they differ."""
    counts = [count for name, count in started.items() if name != inventory.DIRECTOR]
    span = f"{min(counts)}" if min(counts) == max(counts) else f"{min(counts)} to {max(counts)}"
    return f"{span}, {started[inventory.DIRECTOR]}"
