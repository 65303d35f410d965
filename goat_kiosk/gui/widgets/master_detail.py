"""Master-detail layout: a list in a card, and the details of the chosen entry beside it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

_DETAIL_WIDTH = 370


class MasterDetail(QWidget):
    """A list that takes the remaining width; `empty_label` above it says why it is empty."""

    def __init__(self, empty_label: QLabel, entries: QWidget, detail: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card = QFrame()
        card.setObjectName("card")
        inside, across = QVBoxLayout(card), QHBoxLayout(self)
        inside.setContentsMargins(8, 8, 4, 8)
        inside.addWidget(empty_label)
        inside.addWidget(entries, 1)
        empty_label.setWordWrap(True)
        empty_label.setContentsMargins(10, 6, 10, 6)
        detail.setFixedWidth(_DETAIL_WIDTH)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(12)
        across.addWidget(card, 1)
        across.addWidget(detail)
