# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation that the modules share."""

from __future__ import annotations


class ModuleDocFragment:
    """What every module that changes a host promises."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Check mode writes nothing and lists exactly the operations that a run would carry out.
    support: full
  diff_mode:
    description: The difference is shown.
    support: full
  idempotent:
    description: A second run changes nothing and reports nothing changed.
    support: full
  platform:
    description: Linux with Python 3.8 or later. The process needs C(CAP_NET_ADMIN).
    support: full
    platforms: linux
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    description: The module only reads.
    support: full
  diff_mode:
    description: There is nothing that could differ.
    support: none
  idempotent:
    description: The module changes nothing.
    support: full
  platform:
    description: Linux with Python 3.8 or later. The process needs C(CAP_NET_ADMIN).
    support: full
    platforms: linux
"""

    QUESTION = r"""
options: {}
attributes:
  check_mode:
    description: The module asks in check mode, too. A question writes nothing.
    support: full
  diff_mode:
    description: There is nothing that could differ.
    support: none
  idempotent:
    description: The module changes nothing.
    support: full
  platform:
    description: Linux with Python 3.8 or later. The process needs C(CAP_NET_RAW).
    support: full
    platforms: linux
"""

    CLIENT = r"""
options: {}
attributes:
  check_mode:
    description: The module asks in check mode, too. What a service does with a request is its own matter.
    support: full
  diff_mode:
    description: There is nothing that could differ.
    support: none
  idempotent:
    description: The module changes nothing on the host.
    support: full
  platform:
    description: Linux with Python 3.8 or later. No privilege is needed.
    support: full
    platforms: linux
"""

    WATCH = r"""
options: {}
attributes:
  check_mode:
    description: The module watches in check mode, too. It changes no configuration.
    support: full
  diff_mode:
    description: There is nothing that could differ.
    support: none
  idempotent:
    description: The module changes nothing.
    support: full
  platform:
    description: Linux with Python 3.8 or later. The process needs C(CAP_NET_RAW) and C(CAP_NET_ADMIN).
    support: full
    platforms: linux
"""
