"""Save status of the last entries: saving, not saved, or saved after a retry.

A bag that could not be saved occupies the message line until it is saved or dropped; a timer retries it.
"""

from PySide6.QtCore import QObject

from goat_kiosk.gui.services.recorder import Recorder
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.message_line import MessageLine
from goat_kiosk.gui.window.status_bar import StatusBar


class SaveStatus(QObject):
    """Shows the state of the recorder."""

    def __init__(self, recorder: Recorder, message: MessageLine, bar: StatusBar, parent: QObject) -> None:
        super().__init__(parent)
        self._recorder, self._message, self._bar = recorder, message, bar
        self._saving_text = ""
        recorder.saving.connect(self._on_saving)
        recorder.saved.connect(self._on_saved)
        recorder.unsaved.connect(self._on_unsaved)
        recorder.recovered.connect(self._on_recovered)

    def warn_if_unsaved(self) -> bool:
        """Show a message if entries are not saved; return whether the window must stay open for them."""
        if self._recorder.error:
            self._on_unsaved(self._recorder.error)
        elif self._recorder.pending_count:
            self._on_saving(self._recorder.pending_count)
        return self._recorder.pending_count > 0

    def _on_saving(self, count: int) -> None:
        self._bar.show_saving()
        if self._message.requires_answer and not self._recorder.error:
            self._message.withdraw_question()
        self._saving_text = (
            t("The disk is slow: this is being saved, and shown when it is.")
            if count == 1
            else t("The disk is slow: {count} entries are being saved, and shown when they are.", count=count)
        )
        self._message.say(self._saving_text)

    def _on_saved(self) -> None:
        self._bar.show_saved()
        if self._saving_text and self._message.text == self._saving_text:
            self._message.say("")
        self._saving_text = ""

    def _on_unsaved(self, sentence: str) -> None:
        self._bar.show_unsaved()
        pending_count = self._recorder.pending_count
        more = " " + t("{count} entries wait, in order.", count=pending_count) if pending_count > 1 else ""
        self._message.require_answer(
            sentence + more, [(t("Try again"), self._recorder.retry), (t("Drop it"), self._discard)]
        )

    def _on_recovered(self) -> None:
        if self._message.requires_answer:
            self._message.withdraw_question()
            self._message.say(t("Saved after all: the disk keeps bags again."))

    def _discard(self) -> None:
        if self._recorder.discard():
            self._bar.show_saved()
            self._message.say(t("Dropped: nothing was changed."))
        else:
            self._on_saving(self._recorder.pending_count)
