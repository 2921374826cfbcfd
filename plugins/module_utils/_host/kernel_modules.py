# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which kernel modules this host has, found without loading any."""

from __future__ import annotations

import os
import re

_SUFFIX = re.compile(r"\.ko(\.\w+)?\Z")
_INDEXES = ("modules.dep", "modules.builtin")

NO_IPVS = (
    "the kernel of this host ({release}) has no IPVS: the module ip_vs is missing. Install the distribution's full "
    "kernel (Debian: linux-image-amd64 instead of the cloud kernel; Ubuntu: linux-modules-extra-{release}; "
    "RHEL: kernel-modules-core), or, in a container, run 'modprobe ip_vs' on the machine that it runs on"
)


def available(name: str, modules: str = "/lib/modules", loaded: str = "/sys/module") -> bool | None:
    """Tell whether module ``name`` is loaded, built in or can be loaded; None where this host cannot know.

    A container that has no /lib/modules cannot know: its kernel loads modules from the machine's own root.
    """
    if os.path.isdir(os.path.join(loaded, name)):
        return True
    folder = os.path.join(modules, os.uname().release)
    indexes = [os.path.join(folder, index) for index in _INDEXES]
    readable = [index for index in indexes if os.path.isfile(index)]
    if not readable:
        return None
    return any(name in _names(index) for index in readable)


def is_loaded(name: str, modules: str = "/lib/modules", loaded: str = "/sys/module") -> bool:
    """Tell whether module ``name`` is loaded or built in."""
    builtin = os.path.join(modules, os.uname().release, _INDEXES[1])
    return os.path.isdir(os.path.join(loaded, name)) or (os.path.isfile(builtin) and name in _names(builtin))


def no_ipvs() -> str:
    """Return the sentence for a host whose kernel has no IPVS."""
    return NO_IPVS.format(release=os.uname().release)


def _names(index: str) -> set[str]:
    """Return the modules of modules.dep(5) or modules.builtin; a name is spelt with ``_`` whatever the file's is."""
    with open(index, encoding="utf-8") as lines:
        files = (os.path.basename(line.split(":", 1)[0].strip()) for line in lines)
        return {_SUFFIX.sub("", file).replace("-", "_") for file in files}
