"""Name completer for a text field: the arrow keys and Enter, or a click, take a suggestion.

It is not `QCompleter`, which compares letter by letter and whose popup is a window that grabs the keyboard; a bare
kiosk without a window manager does not always grant that. This one ignores case and accents, sorts by when a name was
last seen, and is a list over the same window; the keyboard stays in the field.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView

from goat_kiosk.domain.names.roster import Person, TeamRecord
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.scale import px

Entry = Person | TeamRecord
_ROW_HEIGHT, _EDGE = 46, 12


class NameCompleter(QObject):
    """Shows suggestions for one text field, in a list that is created with the first: most fields never show one."""

    chosen = Signal(object)
    """The chosen `Person` or `TeamRecord`; its name is in the field."""

    def __init__(self, field: QLineEdit, find: Callable[[str], Sequence[Entry]]) -> None:
        """`find` returns the suggestions for a text."""
        super().__init__(field)
        self._field, self._find = field, find
        self._offered: list[Entry] = []
        self._texts = QStringListModel(self)
        self.list: QListView | None = None
        field.textEdited.connect(self._offer)
        field.installEventFilter(self)

    @property
    def suggestion_texts(self) -> list[str]:
        """The texts of the suggestions."""
        return self._texts.stringList()

    @property
    def is_open(self) -> bool:
        """Whether the suggestions are shown."""
        return self.list is not None and self.list.isVisible()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle the arrow keys, Enter and Esc while the list is open; close it when the field loses the focus."""
        if watched is not self._field or self.list is None or not self.list.isVisible():
            return False
        if event.type() in {QEvent.Type.FocusOut, QEvent.Type.Hide}:
            self.list.hide()
            return False
        # A shortcut of the page must not get Esc while it only closes the list.
        if event.type() in {QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride} and isinstance(event, QKeyEvent):
            return self._on_key(self.list, event)
        return False

    def _on_key(self, view: QListView, event: QKeyEvent) -> bool:
        pressed, key = event.type() == QEvent.Type.KeyPress, event.key()
        row = view.currentIndex().row()
        match key:
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                if pressed:
                    step = 1 if key == Qt.Key.Key_Down else -1
                    view.setCurrentIndex(self._texts.index((row + step) % len(self._offered)))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if row >= 0:
                if pressed:
                    self._take(view.currentIndex())
            case Qt.Key.Key_Escape:
                if pressed:
                    view.hide()
            case _:
                return False
        event.accept()
        return True

    def complete(self, _text: str, entry: Entry) -> str:
        """Return the text of the field after a suggestion was taken: its name."""
        return entry.name

    def _offer(self, text: str) -> None:
        self._offered = list(self._find(text)) if text.strip() else []
        self._texts.setStringList([_in_words(entry) for entry in self._offered])
        if self._offered:
            self._open()
        elif self.list is not None:
            self.list.hide()

    def _open(self) -> None:
        """Show the list under the field, over the other widgets of the window."""
        window = self._field.window()
        view = self.list = self.list or self._make_list()
        view.setParent(window)
        view.setGeometry(0, 0, self._field.width(), px(len(self._offered) * _ROW_HEIGHT + _EDGE))
        view.move(self._field.mapTo(window, QPoint(0, self._field.height() + 2)))
        view.raise_()
        view.show()

    def _make_list(self) -> QListView:
        view = QListView(self._field)
        view.setModel(self._texts)
        view.setObjectName("completion")
        view.setAccessibleName(t("Known names for: {field}", field=self._field.accessibleName()))
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMouseTracking(True)
        view.clicked.connect(self._take)
        # The list belongs to the window while it is shown; it must not outlive its field.
        self._field.destroyed.connect(view.deleteLater)
        return view

    def _take(self, index: QModelIndex) -> None:
        if self.list is not None:
            self.list.hide()
        if 0 <= index.row() < len(self._offered):
            entry = self._offered[index.row()]
            self._field.setText(self.complete(self._field.text(), entry))
            self.chosen.emit(entry)


def _in_words(entry: Entry) -> str:
    context = " & ".join(entry.players) if isinstance(entry, TeamRecord) else entry.team
    return f"{entry.name}  ·  {context}" if context else entry.name
