"""Buttons of which at most one is checked, such as the places of a menu.

Screen readers call a checkable button a radio button only if it is auto-exclusive; others are check boxes. Qt never
unchecks the last of such buttons, so that is switched off while the checked one changes.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractButton


def check_one(buttons: Sequence[QAbstractButton], checked: QAbstractButton | None) -> None:
    """Check one of `buttons`, or none, and leave them auto-exclusive."""
    for button in buttons:
        button.setAutoExclusive(False)
    for button in buttons:
        button.setChecked(button is checked)
    for button in buttons:
        button.setAutoExclusive(True)
