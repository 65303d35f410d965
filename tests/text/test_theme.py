"""Theme colors: all text has WCAG AA contrast, in both themes."""

import itertools

import pytest

from goat_kiosk.text import theme

GROUNDS, READ = ("ground", "panel"), ("ink", "quiet", "team1", "team2", "good", "warn")


@pytest.mark.parametrize(("name", "ground", "read"), list(itertools.product(("night", "day"), GROUNDS, READ)))
def test_text_colors_have_enough_contrast(name: theme.ThemeName, ground: str, read: str) -> None:
    tokens = theme.tokens()[name]
    assert theme.contrast(tokens[read], tokens[ground]) >= 4.5


def test_contrast_is_computed_as_wcag_defines_it() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("color", ["#000000", "#ffffff", "#ff8a1f", "#0000ff", "#808080"])
@pytest.mark.parametrize("ground", ["#0e1420", "#f7f4ee", "#808080"])
def test_any_team_color_is_made_readable(color: str, ground: str) -> None:
    assert theme.contrast(theme.readable(color, ground), ground) >= 4.5


def test_a_readable_color_is_unchanged() -> None:
    assert theme.readable("#ff8a1f", "#0e1420") == "#ff8a1f"


def test_both_themes_are_in_the_css() -> None:
    css = theme.css()
    assert "--ground: #0e1420;" in css
    assert "--ground: #f7f4ee;" in css
    assert "prefers-color-scheme: light" in css
