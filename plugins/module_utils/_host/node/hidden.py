# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``vip`` would do on the host; nothing is changed."""

from __future__ import annotations

from ..._model.errors import LvsError
from ..._model.vip_declaration import ARGUMENTS, declaration_from_params
from .. import vips
from ..boot import Boot
from ..record import Record

__all__ = ["ARGUMENTS", "preview"]


def preview(params: dict) -> dict:
    """Return what ``vip`` in check mode does of these parameters, its ``warnings`` where nothing would change."""
    try:
        found = vips.preview(declaration_from_params(params), Record("vip"), Boot())
    except (LvsError, OSError) as error:
        return {"failed": True, "msg": str(error)}
    unwanted = ("diff", "warnings") if found["changed"] else ("diff",)
    return {key: value for key, value in found.items() if key not in unwanted}
