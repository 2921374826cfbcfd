# Copyright: (c) 2026, The lvs.cluster authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``vip`` would do on the host; nothing is changed."""

from __future__ import annotations

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..._model.errors import LvsError
from ..._model.vip_declaration import ANNOUNCED, ARGUMENTS, HIDDEN, declaration_from_params
from .. import vips
from ..boot import Boot
from ..record import Record

_ARP = {"hiding": HIDDEN, "announcing": ANNOUNCED}


def preview(how: str, given: dict) -> dict:
    """Return what ``vip`` in check mode does of these parameters, its ``warnings`` where nothing would change."""
    checked = ArgumentSpecValidator(ARGUMENTS).validate({**given, "arp": _ARP[how]})
    if checked.error_messages:
        return {"failed": True, "msg": "; ".join(checked.error_messages)}
    try:
        found = vips.preview(declaration_from_params(checked.validated_parameters), Record("vip"), Boot())
    except (LvsError, OSError) as error:
        return {"failed": True, "msg": str(error)}
    unwanted = ("diff", "warnings") if found["changed"] else ("diff",)
    return {key: value for key, value in found.items() if key not in unwanted}
