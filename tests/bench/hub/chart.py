"""Chart of the fan-out benchmark, docs/fan-out.svg: the cost of a delivery for each hub, relative to the C loop."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

FILE = Path(__file__).parents[3] / "docs" / "fan-out.svg"
_WIDTH, _ROW, _LEFT, _BAR = 760, 26, 300, 340
_STYLE = """
text { font: 14px system-ui, sans-serif; fill: #1c2430 } .head { font-weight: 600 } .number { font-weight: 600 }
rect { fill: #8a97a8 } .own rect { fill: #d9541e }
@media (prefers-color-scheme: dark) { text { fill: #e8edf3 } rect { fill: #6d7a8b } .own rect { fill: #ff7a3c } }
"""


def write(bars: Mapping[str, Mapping[str, float]], base: str, own: str) -> None:
    """Write the chart. `bars` has the µs of a delivery by scenario and hub; bars are drawn relative to `base`."""
    parts, y = [], 28
    longest = max(cost / costs[base] for costs in bars.values() for cost in costs.values())
    for scenario, costs in bars.items():
        parts.append(f'<text class="head" x="12" y="{y}">{escape(scenario)}</text>')
        for name, cost in costs.items():
            y += _ROW
            parts.append(_row(name, cost / costs[base], longest, y, own))
        y += 2 * _ROW
    caption = "What a delivery costs, in CPU time of the server; shorter is better. One core, states of 600 bytes."
    parts.append(f'<text x="12" y="{y}">{caption}</text>')
    box = f'viewBox="0 0 {_WIDTH} {y + 20}" width="{_WIDTH}" role="img" aria-label="{caption}"'
    FILE.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>\n<style>{_STYLE}</style>\n{"".join(parts)}</svg>\n'
    )


def _row(name: str, ratio: float, longest: float, y: int, own: str) -> str:
    width = ratio / longest * _BAR
    group = ' class="own"' if name.startswith(own) else ""
    return (
        f'<g{group}><text x="12" y="{y}">{escape(name)}</text>'
        f'<rect x="{_LEFT}" y="{y - 13}" width="{width:.0f}" height="16" rx="3"/>'
        f'<text class="number" x="{_LEFT + width + 10:.0f}" y="{y}">{ratio:.2f}</text></g>\n'
    )
