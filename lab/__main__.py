# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python3 -m lab VERB`: the command line."""

from __future__ import annotations

import argparse
import signal
import sys

from . import engine, run, show
from .errors import LabError
from .steps import say


def main():
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    options = _parser().parse_args()
    try:
        return options.verb(options)
    except LabError as error:
        say(f"lab: {error}")
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _parser():
    parser = argparse.ArgumentParser(prog="python3 -m lab", description=__doc__.partition(": ")[2])
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    up = _add(verbs, "up", "give this machine a Docker Engine whose kernel has IPVS, with the node image",
              lambda options: engine.up(options.mem))  # fmt: skip
    up.add_argument("--mem", help="memory of the guest, taken as it is used (default: 8G, or what fits)")
    _add(verbs, "down", "end it and leave nothing behind but its disk", lambda options: engine.down())
    _add(verbs, "status", "what is up; exit status 3 when nothing is", lambda options: show.status())
    _add(verbs, "env", 'the variables that lead to it: eval "$(python3 -m lab env)"', lambda options: show.env())
    shell = _add(verbs, "shell", "a shell in a node", lambda options: show.shell(options.node))
    shell.add_argument("node")
    _add_run(verbs)
    return parser


def _add(verbs, name, text, verb):
    parser = verbs.add_parser(name, help=text)
    parser.set_defaults(verb=verb)
    return parser


def _add_run(verbs):
    text = "run a command under an IPVS kernel, in a network namespace of its own"
    parser = _add(verbs, "run", text, lambda options: run.run(_command(parser, options), options.how, options.mem))
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--native", dest="how", action="store_const", const="native", help="insist on this kernel")
    where.add_argument("--guest", dest="how", action="store_const", const="guest", help="insist on a guest")
    parser.add_argument("--mem", help="memory of the guest, taken as it is used (default: 4G, or what fits)")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="[--] COMMAND …")


def _command(parser, options):
    words = options.command[1:] if options.command[:1] == ["--"] else options.command
    return words or parser.error("a command is missing")


if __name__ == "__main__":
    sys.exit(main())
