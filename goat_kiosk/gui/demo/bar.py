"""Demo banner: says that nothing is saved, and has the button that ends the demo."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from goat_kiosk.gui.settings.action_specs import SPECS
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton

KEY = SPECS["close"].keys[0]


class DemoBar(QFrame):
    """Says that this is a demo, and has the button that ends it."""

    end_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("demo")
        self.setFixedHeight(56)
        word = QLabel(t("Demo"))
        word.setProperty("role", "heading")
        self.sentence = ElidedLabel(
            t("Real league games that play by themselves. Nothing is kept; your games are elsewhere.")
        )
        self.end = NamedButton(f"{t('End the demo')} ({KEY})", t("Close this window; the demo leaves nothing behind"))
        self.end.clicked.connect(self.end_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.setSpacing(16)
        row.addWidget(word)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.end)
