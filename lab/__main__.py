# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python3 -m lab VERB`: the command line."""

from __future__ import annotations

import argparse
import signal
import sys

from . import run
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
    _add_run(verbs)
    return parser


def _add_run(verbs):
    parser = verbs.add_parser("run", help="run a command under an IPVS kernel, in a network namespace of its own")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--native", dest="how", action="store_const", const="native", help="insist on this kernel")
    where.add_argument("--guest", dest="how", action="store_const", const="guest", help="insist on a guest")
    parser.add_argument("--mem", default="4G", help="memory of the guest, taken as it is used (default: %(default)s)")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="[--] COMMAND …")
    parser.set_defaults(verb=lambda options: run.run(_command(parser, options.command), options.how, options.mem))


def _command(parser, words):
    words = words[1:] if words[:1] == ["--"] else words
    return words or parser.error("a command is missing")


if __name__ == "__main__":
    sys.exit(main())
