# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take the pictures of the built site that README shows: one as wide as a desk's screen, one as a phone's, by night."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from lab import packages
from lab.errors import LabError
from tests.tools import collection

SITE = collection.ROOT / ".cache" / "site"
PICTURES = collection.ROOT / "docs" / "pictures"
SECONDS = 60
# They are in the archive, which is to stay small.
COLOURS = 64
MOST_BYTES = 60_000
# No screen, no services of the browser's maker, no name server: what is seen needs no other host.
FLAGS = (
    *"--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars".split(),
    *"--disable-background-networking --disable-component-update --disable-sync".split(),
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
DARK = "--blink-settings=preferredColorScheme=0"


class Picture(NamedTuple):
    """What to show of which page, in pixels; dark: to a reader whose desktop is."""

    name: str
    page: str
    width: int
    height: int
    dark: bool


SHOWN = (
    Picture("site-desktop.png", "index.html", 1280, 900, dark=False),
    Picture("site-phone.png", "checks/arp_ignore.html", 390, 900, dark=True),
)


def command(picture: Picture, profile: str, output: Path) -> list[str]:
    size = f"--window-size={picture.width},{picture.height}"
    dark = [DARK] if picture.dark else []
    files = [f"--user-data-dir={profile}", f"--screenshot={output}"]
    return ["chromium", *FLAGS, size, *dark, *files, (SITE / picture.page).as_uri()]


def take(picture: Picture, folder: Path) -> Path:
    output = folder / picture.name
    output.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(command(picture, profile, output), check=True, timeout=SECONDS, capture_output=True)
    # A browser that cannot show a page says so in a picture; one that cannot start leaves none.
    subprocess.run(["pngquant", "--force", "--ext=.png", "--speed=1", "--nofs", str(COLOURS), output], check=True)
    return output


def main() -> int:
    packages.need(chromium="chromium", pngquant="pngquant")
    sizes = {}
    for picture in SHOWN:
        if not (SITE / picture.page).is_file():
            raise LabError(f"{picture.page} is not there: run 'make docs' first")
        sizes[picture.name] = take(picture, PICTURES).stat().st_size
    print("\n".join(f"{name}: {size} bytes" for name, size in sizes.items()))
    return int(max(sizes.values()) > MOST_BYTES)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LabError as error:
        sys.exit(str(error))
