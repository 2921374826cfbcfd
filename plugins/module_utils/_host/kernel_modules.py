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
    "the kernel of this host ({release}) has no IPVS: the module ip_vs is missing. Install {package}, or, in a "
    "container, run 'modprobe ip_vs' on the machine that it runs on"
)
_OS_RELEASE = ("/etc/os-release", "/usr/lib/os-release")
_DISTRIBUTION = re.compile(r"""^(ID|ID_LIKE)=["']?([^"'\n]*)""", re.MULTILINE)
#: The package that has ip_vs, by ID of os-release(5). Ubuntu's kernel for KVM is built without IPVS.
_PACKAGES = {
    "debian": "the distribution's full kernel, linux-image-{architecture} instead of linux-image-cloud-{architecture}",
    "ubuntu-kvm": "the distribution's full kernel, linux-image-generic instead of linux-image-kvm",
    "ubuntu": "linux-modules-extra-{release}",
    "rhel": "kernel-modules-core-{release}",
}
_ANY_PACKAGE = "the distribution's full kernel with all of its modules"
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


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


def no_ipvs(os_release: tuple[str, ...] = _OS_RELEASE) -> str:
    """Return the sentence for a host whose kernel has no IPVS, with the package of its distribution."""
    host = os.uname()
    names = _distributions(os_release)
    if "ubuntu" in names and host.release.endswith("-kvm"):
        names = ["ubuntu-kvm"]
    package = next((_PACKAGES[name] for name in names if name in _PACKAGES), _ANY_PACKAGE)
    architecture = _ARCHITECTURES.get(host.machine, host.machine)
    return NO_IPVS.format(release=host.release, package=package.format(release=host.release, architecture=architecture))


def _distributions(paths: tuple[str, ...]) -> list[str]:
    """Return what os-release(5) says that this host is, then what it is like; nothing where no file can be read."""
    for path in paths:
        try:
            with open(path, encoding="utf-8", errors="replace") as lines:
                said = dict(_DISTRIBUTION.findall(lines.read()))
        except OSError:
            continue
        return [said.get("ID", ""), *said.get("ID_LIKE", "").split()]
    return []


def _names(index: str) -> set[str]:
    """Return the modules of modules.dep(5) or modules.builtin; a name is spelt with ``_`` whatever the file's is."""
    with open(index, encoding="utf-8") as lines:
        files = (os.path.basename(line.split(":", 1)[0].strip()) for line in lines)
        return {_SUFFIX.sub("", file).replace("-", "_") for file in files}
