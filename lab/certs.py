# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mutual TLS between the lab's owner and its Engine: a fresh authority per boot, whose key is kept nowhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import packages, state
from .errors import LabError

BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
DAYS = ("-days", "365")


def make(address, server, client):
    """Write ca.pem, cert.pem and key.pem for the Engine on `address` and for its one client."""
    packages.need(openssl="openssl")
    with tempfile.TemporaryDirectory(dir=state.folder()) as name:
        work = Path(name)
        _openssl(work, "req", "-x509", *KEY, *DAYS, "-keyout", "ca-key.pem", "-out", "ca.pem", "-subj", "/CN=lvs lab")
        _sign(work, server, "serverAuth", f"subjectAltName=IP:{address}")
        _sign(work, client, "clientAuth")


def trust(client):
    """Return the variable that lets Python's requests trust the Engine too, where another one names whom to trust.

    Such a variable overrides what a client of Docker was told (requests' own order), so that molecule would refuse the
    Engine. The authorities that it names stay trusted.
    """
    named = next((os.environ[name] for name in BUNDLES if os.environ.get(name)), None)
    bundle = client / "bundle.pem"
    if named is None or Path(named) == bundle:
        return {}
    others = Path(named).read_bytes() if Path(named).is_file() else b""
    bundle.touch(mode=0o600)
    bundle.write_bytes(others + (client / "ca.pem").read_bytes())
    return {BUNDLES[0]: str(bundle)}


def _sign(work, target, usage, *extensions):
    extensions = [word for line in (f"extendedKeyUsage={usage}", *extensions) for word in ("-addext", line)]
    _openssl(work, "req", "-new", *KEY, "-keyout", "key.pem", "-out", "request", "-subj", f"/CN={usage}", *extensions)
    issuer = ["-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-copy_extensions", "copy"]
    _openssl(work, "x509", "-req", "-in", "request", *issuer, *DAYS, "-out", "cert.pem")
    state.subfolder(target)
    for name in ("ca.pem", "cert.pem", "key.pem"):
        (work / name).chmod(0o600)
        shutil.copy(work / name, target)


def _openssl(work, *arguments):
    result = subprocess.run(
        [packages.which("openssl"), *arguments], cwd=work, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise LabError(f"openssl {arguments[0]} failed: {result.stderr.strip()}")
