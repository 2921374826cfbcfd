# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""See to it that this Python can make the virtual environment of the tests."""

from __future__ import annotations

import importlib.util
import sys

from lab import packages
from lab.errors import LabError

OLDEST = (3, 11)


def main() -> None:
    if sys.version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise SystemExit(f"Python {wanted} or later is needed, this is {sys.version.split()[0]}; PYTHON=... names one")
    # Debian ships ensurepip, which venv needs, in a package of its own.
    if importlib.util.find_spec("ensurepip") is None:
        packages.need(ensurepip="python3-venv")


if __name__ == "__main__":
    try:
        main()
    except LabError as error:
        sys.exit(str(error))
