# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers on the host's segments. They are asked at once, while the rest of the host is looked at."""

from __future__ import annotations

from threading import Thread
from typing import Collection, Mapping

from ..._model.node import Answered
from ..._netlink import packet
from .gaps import Gaps

#: How often is asked, how many s apart, and how long answers are waited for: a second in all, for any number.
_HOW = (2, 0.4, 0.6)


class Segments:
    """Questions by interface, each address with its source; the asking begins at once.

    Who should answer and does not is asked once more, for frames get lost where hosts are busy; ``vips`` need not.
    """

    def __init__(self, questions: Mapping[str, Mapping[str, str]], vips: Collection[str]) -> None:
        """Start a thread for each interface."""
        self._vips = vips
        self._answers: list[Answered] = []
        self._faults: list[str] = []
        self._threads = [Thread(target=self._ask, args=question, daemon=True) for question in questions.items()]
        for thread in self._threads:
            thread.start()

    def answers(self, gaps: Gaps) -> list[Answered] | None:
        """Wait for the answers and return them, sorted; None where no segment could be asked."""
        for thread in self._threads:
            thread.join()
        for fault in sorted(self._faults):
            gaps.add(f"nobody could be asked on the segment: {fault}")
        all_failed = self._threads and len(self._faults) == len(self._threads)
        return None if all_failed else sorted(self._answers)

    def _ask(self, interface: str, questions: Mapping[str, str]) -> None:
        try:
            found = packet.ask_many(interface, questions, *_HOW)
            silent = [address for address, answers in found.items() if not answers and address not in self._vips]
            found.update(packet.ask_many(interface, {address: questions[address] for address in silent}, *_HOW))
        except OSError as error:
            self._faults.append(str(error))
            return
        for address, answers in found.items():
            self._answers.append(Answered(address, interface, tuple(sorted({one.mac for one in answers}))))
