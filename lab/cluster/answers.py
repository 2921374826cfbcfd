# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client's requests, and what came back."""

from __future__ import annotations

from dataclasses import dataclass

PAGE = "body"
FOLDER = "/tmp/answers"
# What curl says about each answer; the nodes name themselves in a header.
SAYS = "%{http_code} %{size_download} %header{x-node}\\n"


@dataclass(frozen=True)
class Answer:
    """One answer: the HTTP status (0 when none came), the bytes of the body, who sent it, and the body's hash."""

    status: int
    size: int
    node: str
    body: str


def ask(node, address, port, times):
    """The answers to so many requests, one after the other, each on a connection of its own."""
    url = f"http://{address}:{port}/{PAGE}?[1-{times}]"
    limits = ["--connect-timeout", "2", "--max-time", "10", "--header", "Connection: close"]
    node.run("rm", "-rf", FOLDER)
    said = node.attempt(
        "curl", "--silent", *limits, "--create-dirs", "--output", f"{FOLDER}/#1", "--write-out", SAYS, url,
        deadline=15 * times,
    )[1]  # fmt: skip
    hashes = node.attempt("find", FOLDER, "-type", "f", "-exec", "sha256sum", "{}", "+")[1]
    return parse_answers(said, hashes)


def fingerprint(node, port):
    """The hash of the page as the node itself serves it."""
    (answer,) = ask(node, "127.0.0.1", port, 1)
    return answer.body


def parse_answers(said, hashes):
    """The answers in what curl and sha256sum said."""
    bodies = {path: value for value, path in (line.split() for line in hashes.splitlines())}
    lines = [line.split(" ") for line in said.splitlines()]
    return [
        Answer(int(status), int(size), node, bodies.get(f"{FOLDER}/{number}", ""))
        for number, (status, size, node) in enumerate(lines, start=1)
    ]
