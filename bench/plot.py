# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time over size as an SVG, both axes logarithmic: a straight line of this slope is linear growth."""

from __future__ import annotations

import math

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 760, 440, 70, 24, 220, 56
_LINE = 15
_SERIES = (
    ("engine", "create", "lvs.cluster creates", "#0b6e4f", ""),
    ("engine", "nothing", "lvs.cluster reads and compares", "#0b6e4f", "6 4"),
    ("ipvsadm", "create", "ipvsadm -R", "#b3541e", ""),
    ("ipvsadm", "print", "ipvsadm -Sn", "#b3541e", "6 4"),
    ("pyroute2", "create", "pyroute2 creates", "#5b4b8a", ""),
    ("pyroute2", "read", "pyroute2 reads", "#5b4b8a", "6 4"),
)


def plot(tables: dict) -> str:
    series = [(label, colour, dash, _points(tables[name], figure)) for name, figure, label, colour, dash in _SERIES]
    return lines("Time over table size", "destinations in the table", series)


def lines(title: str, sizes: str, series: list[tuple]) -> str:
    """Return a picture of series, each ``(label, colour, dashes, [(size, milliseconds), …])``."""
    every = [point for *_style, points in series for point in points]
    scale = _Scale([x for x, _y in every], [y for _x, y in every])
    body = [
        *_grid(scale, sizes),
        *(part for _label, *one in series for part in _line(scale, *one)),
        *_labels(scale, series),
    ]
    return "\n".join([_HEAD.format(title=title, width=_WIDTH, height=_HEIGHT), *body, "</svg>"]) + "\n"


_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">\n'
    "<title>{title}</title>\n"
    '<rect width="{width}" height="{height}" fill="white"/>'
)


class _Scale:
    """From destinations and milliseconds to places in the picture; the decades around what was measured."""

    def __init__(self, sizes: list[float], times: list[float]) -> None:
        self.sizes = range(math.floor(math.log10(min(sizes))), math.ceil(math.log10(max(sizes))) + 1)
        self.times = range(math.floor(math.log10(min(times))), math.ceil(math.log10(max(times))) + 1)

    def x(self, size: float) -> float:
        share = (math.log10(size) - self.sizes[0]) / max(len(self.sizes) - 1, 1)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(self, time: float) -> float:
        share = (math.log10(time) - self.times[0]) / max(len(self.times) - 1, 1)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _points(sizes: dict, figure: str) -> list[tuple[float, float]]:
    found = []
    for size, figures in sizes.items():
        services, destinations = map(int, size.split(" x "))
        found.append((services * destinations, figures[figure]))
    return sorted(found)


def _grid(scale: _Scale, sizes: str) -> list[str]:
    left, right, bottom, top = _LEFT, _WIDTH - _RIGHT, _HEIGHT - _BOTTOM, _TOP
    parts = []
    for power in scale.times:
        y = scale.y(10**power)
        parts.append(f'<path d="M{left} {y:.1f}H{right}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{_time(10.0**power)}</text>')
    for power in scale.sizes:
        x = scale.x(10**power)
        parts.append(f'<path d="M{x:.1f} {top}V{bottom}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{10**power:,}</text>')
    middle = (left + right) / 2
    return [*parts, f'<text x="{middle:.1f}" y="{bottom + 40}" text-anchor="middle">{sizes}</text>']


def _line(scale: _Scale, colour: str, dash: str, points: list[tuple[float, float]]) -> list[str]:
    places = [(scale.x(size), scale.y(time)) for size, time in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    stroke = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash or "none"}"'
    return [
        f'<polyline points="{path}" fill="none" {stroke}/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places),
    ]


def _labels(scale: _Scale, series: list[tuple]) -> list[str]:
    """Each beside the end of its line, or as far below as the one above it needs."""
    ends = sorted(
        (scale.x(points[-1][0]), scale.y(points[-1][1]), label, colour) for label, colour, _, points in series
    )
    parts, last_x, last_y = [], 0.0, 0.0
    for x, y, label, colour in ends:
        place = max(y, last_y + _LINE) if x == last_x else y
        parts.append(f'<text x="{x + 8:.1f}" y="{place + 4:.1f}" fill="{colour}">{label}</text>')
        last_x, last_y = x, place
    return parts


def _time(milliseconds: float) -> str:
    return f"{milliseconds / 1000:g} s" if milliseconds >= 1000 else f"{milliseconds:g} ms"
