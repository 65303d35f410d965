"""Text field with a button that uses what was typed: Enter does the same, and the text stays until it is used."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton


class EntryField(QWidget):
    """A field for one name: of a team, a court, or a player to add."""

    entered = Signal(str)
    """The text, with spaces at its ends removed."""

    def __init__(self, caption: str, parent: QWidget | None = None, *, hides_button: bool = False) -> None:
        """`caption` is the button's; `hides_button`: it is hidden while nothing is typed."""
        super().__init__(parent)
        self._hides_button = hides_button
        self._value = ""
        self.field = QLineEdit(maxLength=MAX_NAME_LENGTH)
        self.button = NamedButton(caption, caption)
        self.field.textChanged.connect(self._update_button)
        self.field.returnPressed.connect(self.enter)
        self.button.clicked.connect(self.enter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        self._update_button()

    def set_names(self, field: str, button: str, placeholder: str) -> None:
        """Set what the field and its button are called, and the text of the empty field."""
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(field)
        self.field.setToolTip(plain_tooltip(field))
        self.button.setAccessibleName(button)
        self.button.setToolTip(plain_tooltip(button))

    @property
    def draft(self) -> str | None:
        """What was typed and is not used yet; None if that is nothing."""
        return self.field.text() if self._text != self._value else None

    @property
    def _text(self) -> str:
        return clean_text(self.field.text(), MAX_NAME_LENGTH)

    def show_value(self, value: str) -> None:
        """Show the `value` in force, unless something else was typed."""
        was_edited, self._value = self.draft is not None, value
        if not was_edited and self.field.text() != value:
            self.field.setText(value)
        self._update_button()

    def reset(self, value: str, draft: str | None = None) -> None:
        """Show `value`, or what had been typed in its place earlier."""
        self._value = value
        self.field.setText(value if draft is None else draft)
        self._update_button()

    def _update_button(self) -> None:
        self.button.setEnabled(self.draft is not None)
        self.button.setVisible(self.draft is not None or not self._hides_button)

    def enter(self) -> None:
        """Use what was typed, if anything was."""
        if self.draft is not None:
            self.entered.emit(self._text)
