# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory that Tower gives to a job: all of it, or what slicing and disabled hosts leave."""


def as_tower_writes(exported, hosts=None):
    """Return the inventory with these hosts alone (None: with all of them), as Tower gives it to a job.

    Disabled hosts are not in it, and a slice has every n-th host. Groups keep their variables; one that is left with
    nothing is still a child of all.
    """
    left = set(exported["_meta"]["hostvars"]) if hosts is None else set(hosts)
    cut = {"_meta": {"hostvars": {name: said for name, said in exported["_meta"]["hostvars"].items() if name in left}}}
    for name, group in exported.items():
        if name != "_meta":
            mine = {**group, "hosts": [host for host in group.get("hosts", ()) if host in left]}
            cut[name] = {key: value for key, value in mine.items() if value}
    return {name: group for name, group in cut.items() if group}


def slices(exported_names, count):
    """Return the hosts of each slice, as Tower deals them out: by name, in turn."""
    names = sorted(exported_names)
    return [names[number::count] for number in range(count)]
