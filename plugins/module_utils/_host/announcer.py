# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program that announces VIPs at boot: files of ``_netlink`` in one archive, which Python runs (PEP 441).

At boot nothing of the collection is on the host, and no tool of the distributions announces both ARP and IPv6.
"""

from __future__ import annotations

import importlib.util
import io
import sys
import zipfile

from .._netlink import packet
from .vip_files import ANNOUNCER

_FILES = ("arp", "bpf", "ethernet", "ndisc", "packet")
_PACKAGE = packet.__name__.rpartition(".")[0]
_MAIN = """\
import sys

from netlink.packet import announce

count, interval, interface, *addresses = sys.argv[1:]
announce(interface, addresses, int(count), float(interval))
"""


def text() -> str:
    """Return the archive, byte by byte as _host.files writes it; it is the same each time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, source in {"__main__": _MAIN, "netlink/__init__": "", **_sources()}.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.py"), source)
    return packed.getvalue().decode("utf-8", "surrogateescape")


def command(count: int, interval: float) -> str:
    """Return the begin of the command that runs it; what follows are an interface and addresses."""
    return f"{sys.executable} /{ANNOUNCER} {count} {interval:g}"


def _sources() -> dict[str, str]:
    """Return the files as Python itself finds them: as this runs, they may be in an archive, too."""
    found = {}
    for name in _FILES:
        module = f"{_PACKAGE}.{name}"
        found[f"netlink/{name}"] = importlib.util.find_spec(module).loader.get_source(module)
    return found
