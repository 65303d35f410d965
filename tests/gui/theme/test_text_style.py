"""Lines of text: broken between words, and within a word that is too long for its line."""

import pytest

from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.text_style import are_whole, break_lines, text_width


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("text", ["W" * 32, "Featherstonehaugh-Cholmondeley", "The Hawks " + "W" * 20])
@pytest.mark.parametrize("most", [1, 2, 3])
def test_no_line_is_wider_than_its_room(text: str, most: int) -> None:
    font = fonts.digits(20)
    lines = break_lines(font, text, 120, most)
    assert 1 <= len(lines) <= most
    assert all(text_width(font, line) <= 121 for line in lines)
    assert are_whole(lines, text) or lines[-1].endswith("…")
