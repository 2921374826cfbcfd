# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client's requests, and what came back."""

from __future__ import annotations

from dataclasses import dataclass

from .tables import endpoint

PAGE, SERVED = "body", 200
FOLDER = "/tmp/answers"
# What curl says about each answer; the nodes name themselves in a header.
SAYS = "%{http_code} %{size_download} %header{x-node}\\n"
# Prints a line for each datagram: what came back, or nothing.
DATAGRAMS = """
import socket, sys
address, number = sys.argv[1].rsplit(":", 1)
for _ in range(int(sys.argv[2])):
    family, kind, *_, target = socket.getaddrinfo(address.strip("[]"), number, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind) as line:
        line.settimeout(2)
        line.bind(("", int(sys.argv[3])))
        # Datagrams of anybody else are no answers.
        line.connect(target)
        line.send(b"?")
        try:
            print(line.recv(2048).decode().strip())
        except OSError:
            print()
"""


@dataclass(frozen=True)
class Answer:
    """One answer: the HTTP status if any, the bytes of the body, who sent it, and the body or its hash.

    Where none came, all of it is empty.
    """

    status: int
    size: int
    node: str
    body: str


def ask(node, layout, times):
    """The answers of the service to so many requests, one after the other, each from a port of its own."""
    if layout.protocol == "udp":
        return exchange(node, layout.service, times)
    return fetch(node, layout.service, times)


def fetch(node, service, times):
    """The answers of an HTTP server, each on a connection of its own."""
    url = f"http://{service}/{PAGE}?[1-{times}]"
    limits = ["--connect-timeout", "2", "--max-time", "10", "--header", "Connection: close"]
    node.run("rm", "-rf", FOLDER)
    said = node.attempt(
        "curl", "--silent", *limits, "--create-dirs", "--output", f"{FOLDER}/#1", "--write-out", SAYS, url,
        deadline=15 * times,
    )[1]  # fmt: skip
    hashes = node.attempt("find", FOLDER, "-type", "f", "-exec", "sha256sum", "{}", "+")[1]
    return parse_answers(said, hashes)


def fingerprint(node, layout):
    """The hash of the page as the node itself serves it, empty if it does not.

    A datagram has the node's name in it and nothing else.
    """
    if layout.protocol == "udp":
        return node.run("hostname").strip()
    (answer,) = fetch(node, endpoint("127.0.0.1", layout.port), 1)
    return answer.body if answer.status == SERVED else ""


def exchange(node, service, times, port=0):
    """The answers to so many datagrams, each from a port of its own or all from one."""
    said = node.run("python3", "-c", DATAGRAMS, service, str(times), str(port), deadline=5 * times)
    return [Answer(0, len(line), line, line) for line in said.splitlines()]


def parse_answers(said, hashes):
    """The answers in what curl and sha256sum said."""
    bodies = {path: value for value, path in (line.split() for line in hashes.splitlines())}
    lines = [line.split(" ") for line in said.splitlines()]
    return [
        Answer(int(status), int(size), node, bodies.get(f"{FOLDER}/{number}", ""))
        for number, (status, size, node) in enumerate(lines, start=1)
    ]
