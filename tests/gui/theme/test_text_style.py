"""Painted text: a caption in as many lines as it needs."""

import pytest
from PySide6.QtWidgets import QApplication

from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.text_style import are_whole, break_lines, text_width

TEXT = "Undo Otis: hole. Round 8: +2 for Board Meeting, 7–12"


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("most", range(1, 9))
def test_no_line_is_too_wide_and_no_word_is_lost(most: int) -> None:
    assert QApplication.instance() is not None
    font = fonts.text(16)
    lines = break_lines(font, TEXT, 150, most)
    assert len(lines) <= most
    assert all(text_width(font, line) <= 150.5 for line in lines)
    assert are_whole(lines, TEXT) == (not lines[-1].endswith("…"))
    assert are_whole(lines, TEXT) == (most >= 4)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("text", ["", "A", "a-word-that-is-longer-than-any-line-could-ever-be-here"])
def test_short_and_unbroken_texts(text: str) -> None:
    assert are_whole(break_lines(fonts.text(16), text, 150, 6), text)
