"""Pseudo-language: every sentence of the window as ⟦sentence⟧, so a text that is not translated, or is cut, shows."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractItemModel, QLocale, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.text import language
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.text.i18n import SOURCE_LANGUAGE, Catalog, catalogs
from tests.gui.conftest import OpenWindow
from tests.gui.every_page import pages
from tests.gui.text.test_language import elided_text

PSEUDO = "zz"
UNTRANSLATED = re.compile(
    r"\b(Hawks|Owls|Ann|Cy|Court|Patio|laptop"  # what somebody has typed
    r"|English|Español|Pseudo"  # a language is called by its own name
    r"|GOaT Kiosk|goat-kiosk reset-pin|https?://\S+"
    r"|(Ctrl|Alt|Shift|Num)\+\w+|F\d+|Enter|Esc|Ctrl|Alt|Shift|Tab|[A-Z]"  # keys, as they are printed
    r"|[0-9a-f]{4}( [0-9a-f]{4})*"  # the code of a result
    r"|Mon|Sep"  # a date is written by the locale
    r"|MB|GB|ms|s|QR|PIN|ACL|CSV|JSON|PPR|DPR|AM|PM|v\d)\b"
)


class Pseudo(dict[str, str]):
    """A catalog that has every sentence."""

    def get(self, sentence: str, _default: object = None) -> str:
        return f"⟦{sentence}⟧"


@pytest.fixture(autouse=True)
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = QLocale()
    monkeypatch.setitem(catalogs(), PSEUDO, Catalog("Pseudo", Pseudo()))
    assert language.set_language(PSEUDO) == PSEUDO
    QLocale.setDefault(QLocale("zxx"))
    yield
    language.set_language(SOURCE_LANGUAGE)
    QLocale.setDefault(before)


def texts(widget: QWidget) -> Iterator[str]:
    """Yield everything that one widget shows or says."""
    yield widget.accessibleName()
    yield widget.toolTip().removeprefix("<span>").removesuffix("</span>")
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    elif isinstance(widget, ElidedButton):
        yield widget.caption
    elif isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))
    elif isinstance(widget, QAbstractItemView):
        yield from model_texts(widget.model())
        if isinstance(widget, QTableView) and widget.horizontalHeader().isVisible():
            columns = range(widget.model().columnCount())
            roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
            yield from (
                str(widget.model().headerData(column, Qt.Orientation.Horizontal, role) or "")
                for column in columns
                for role in roles
            )


def model_texts(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(model.rowCount()):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            text = model.index(row, 0).data(role)
            if isinstance(text, str):
                yield text


def left_in_english(text: str) -> str:
    """Return the words of a text that no translation has given."""
    while text != (inner := re.sub(r"⟦[^⟦⟧]*⟧", "", text)):
        text = inner
    return " ".join(re.findall(r"[^\W\d_]{2,}", UNTRANSLATED.sub("", text)))


def test_every_text_of_every_page_is_translated(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    found = dict[str, str]()
    for page in pages(window, scorekeeper):
        for widget in window.findChildren(QWidget):
            if widget.isVisible():
                for text in texts(widget):
                    if words := left_in_english(text):
                        found.setdefault(f"{words} ← {text[:80]}", f"{page}: {type(widget).__name__}")
    assert found == {}


@pytest.mark.parametrize("size", [(1280, 672), (1366, 728)])
@pytest.mark.parametrize("code", ["en", "es"])
def test_no_text_of_any_page_is_cut(
    open_window: OpenWindow, scorekeeper: Scorekeeper, code: str, size: tuple[int, int]
) -> None:
    language.set_language(code)
    window = open_window(scorekeeper)
    found = dict[str, str]()
    window.resize(*size)
    for page in pages(window, scorekeeper):
        for widget in window.findChildren(QWidget):
            if widget.isVisible() and (text := elided_text(widget)):
                found.setdefault(text, f"{page}: {type(widget).__name__}")
    assert found == {}
