"""Form input: what was typed and checked, copied from a form to another of the same class in another language."""

from typing import TypeVar

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSpinBox, QWidget

_Form = TypeVar("_Form", bound=QWidget)
_AnyWidget = TypeVar("_AnyWidget", bound=QWidget)


def copy_input(source: _Form, target: _Form) -> None:
    """Fill in `target` as `source` is filled in: both made the same fields in the same order."""
    for number, new_number in _pairs(source, target, QSpinBox):
        new_number.setValue(number.value())
    for box, new_box in _pairs(source, target, QComboBox):
        new_box.setCurrentIndex(box.currentIndex())
    for button, new_button in _pairs(source, target, QAbstractButton):
        if button.isCheckable() and button.isChecked() and not new_button.isChecked():
            new_button.click()
    # Last, because a choice above may have made a suggestion.
    for field, new_field in _pairs(source, target, QLineEdit):
        new_field.setText(field.text())


def _pairs(source: QWidget, target: QWidget, kind: type[_AnyWidget]) -> list[tuple[_AnyWidget, _AnyWidget]]:
    # A field that was added or removed meanwhile leaves nothing to pair.
    olds, news = source.findChildren(kind), target.findChildren(kind)
    return list(zip(olds, news, strict=True)) if len(olds) == len(news) else []
