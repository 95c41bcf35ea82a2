"""One small chart as plain SVG text: lines, bands, dots and bars over two axes; for the pictures of the pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

WIDTH, HEIGHT = 680, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 34, 40
INK, FAINT, GRID, ACCENT, TRUTH, BAND = "#15202b", "#6b7784", "#dde3e9", "#0b5aa6", "#d55e00", "#c5dbf0"
Points = Sequence[tuple[float, float]]


@dataclass
class Plot:
    """``x``, ``y``: lowest and highest value of the axes; ``x_ticks``, ``y_ticks``: (value, label). Marks are drawn in the order
    they are added; ``legend`` collects their names."""

    title: str
    x: tuple[float, float]
    y: tuple[float, float]
    x_ticks: Sequence[tuple[float, str]]
    y_ticks: Sequence[tuple[float, str]]
    body: list[str] = field(default_factory=list)
    legend: list[tuple[str, str]] = field(default_factory=list)

    def line(self, points: Points, color: str = ACCENT, name: str = "", width: float = 2.0, dashes: str = "") -> None:
        """A polyline."""
        style = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.body.append(f'<polyline points="{self._path(points)}" fill="none" stroke="{color}" stroke-width="{width}"{style}/>')
        self._named(name, color)

    def band(self, low: Points, high: Points, name: str = "", color: str = BAND) -> None:
        """The area between two lines."""
        self.body.append(f'<polygon points="{self._path([*low, *reversed(high)])}" fill="{color}" fill-opacity="0.8"/>')
        self._named(name, color)

    def dots(self, points: Points, color: str = FAINT, name: str = "", size: float = 1.6) -> None:
        """A dot at each point."""
        self.body += [f'<circle cx="{x}" cy="{y}" r="{size}" fill="{color}"/>' for x, y in map(self._place, points)]
        self._named(name, color)

    def bars(self, points: Points, width: float, base: float, color: str = ACCENT, name: str = "") -> None:
        """Bars of ``width`` (in units of x) from ``base``."""
        for at, value in points:
            (left, end), (right, start) = self._place((at - width / 2, value)), self._place((at + width / 2, base))
            top, height = min(end, start), abs(end - start)
            self.body.append(f'<rect x="{left}" y="{top}" width="{right - left:.1f}" height="{height:.1f}" fill="{color}"/>')
        self._named(name, color)

    def mark(self, at: float, label: str) -> None:
        """A vertical line with a word."""
        x, _ = self._place((at, self.y[0]))
        self.body.append(f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{HEIGHT - BOTTOM}" stroke="{FAINT}" stroke-dasharray="2 3"/>')
        side, start = ("end", x - 4) if x > 0.8 * WIDTH else ("start", x + 4)
        self.body.append(f'<text x="{start}" y="{TOP + 12}" text-anchor="{side}" fill="{FAINT}">{escape(label)}</text>')

    def svg(self) -> str:
        """The picture."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
            f'font-family="Segoe UI, Helvetica, Arial, sans-serif" font-size="12" role="img" aria-label="{escape(self.title)}">'
        )
        ground = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        title = f'<text x="{LEFT}" y="18" fill="{INK}" font-size="14" font-weight="600">{escape(self.title)}</text>'
        return "\n".join([head, ground, title, *self._axes(), *self.body, *self._keys(), "</svg>", ""])

    def _axes(self) -> Iterable[str]:
        for value, label in self.y_ticks:
            _, y = self._place((self.x[0], value))
            yield f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="{GRID}"/>'
            yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end" fill="{FAINT}">{escape(label)}</text>'
        for value, label in self.x_ticks:
            x, _ = self._place((value, self.y[0]))
            yield f'<text x="{x}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle" fill="{FAINT}">{escape(label)}</text>'

    def _keys(self) -> Iterable[str]:
        at = LEFT
        for name, color in self.legend:
            yield f'<rect x="{at}" y="{HEIGHT - 15}" width="12" height="8" fill="{color}"/>'
            yield f'<text x="{at + 17}" y="{HEIGHT - 7}" fill="{INK}">{escape(name)}</text>'
            at += 34 + round(6.4 * len(name))

    def _named(self, name: str, color: str) -> None:
        if name:
            self.legend.append((name, color))

    def _place(self, point: tuple[float, float]) -> tuple[float, float]:
        (x0, x1), (y0, y1) = self.x, self.y
        x = LEFT + (point[0] - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT)
        y = HEIGHT - BOTTOM - (min(max(point[1], y0), y1) - y0) / (y1 - y0) * (HEIGHT - TOP - BOTTOM)
        return round(x, 1), round(y, 1)

    def _path(self, points: Points) -> str:
        return " ".join(f"{x},{y}" for x, y in map(self._place, points))
