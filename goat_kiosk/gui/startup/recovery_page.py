"""Recovery page, shown in place of the window while a damaged log is repaired: progress, a choice, the result.

The repair runs in a thread; signals carry its progress to the window's thread, and the choice goes back. The page is
not shown for a log that is intact.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.errors import Unavailable
from goat_kiosk.gui.text.dates import format_day_and_time
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.text.numbers import format_count
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.store import backup_search
from goat_kiosk.store.backups.backups import ChooseBackup, LogBackup
from goat_kiosk.store.backups.verified_copy import Contents, Progress
from goat_kiosk.store.recovery.recovery import ChooseRecovery, Findings, RecoveryChoice, RecoveryReport

Recover = Callable[[ChooseRecovery, Progress, ChooseBackup], RecoveryReport | None]

CONTINUE_AFTER_S = 60
"""Seconds after which an unattended kiosk continues."""
_MAX_OFFERED = 4
_MAX_NAMED = 2
_WIDTH, _HEIGHT, _CARD_WIDTH = 1366, 728, 760
_SECOND_MS = 1_000


async def show_recovery(recover: Recover) -> RecoveryReport | None:
    """Run `recover` in a thread, show its progress and its report until the report is acknowledged, and return it.

    Raises `KioskError`.
    """
    page = RecoveryPage()
    try:
        with ThreadPoolExecutor(1, "recovery") as thread:
            report = await asyncio.wrap_future(thread.submit(recover, page.choose, page.show_progress, page.offer))
        if report is not None:
            page.show_report(report)
            await asyncio.wrap_future(page.acknowledged)
    finally:
        page.finish()
    return report


class RecoveryPage(QWidget):
    """A window with one card: progress, then a question or the report."""

    _choice_requested = Signal(object)
    _backup_requested = Signal(object)
    _progressed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("GOaT Kiosk")
        self.resize(_WIDTH, _HEIGHT)
        self.acknowledged: Future[None] = Future()
        """Done when the report was acknowledged."""
        self._choice: Future[RecoveryChoice] = Future()
        self._restored: Future[LogBackup | None] = Future()
        self._percent, self._seconds_left = -1, CONTINUE_AFTER_S
        self._offering = False
        self.title, self.message, self.details = QLabel(t("The event log is damaged")), QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.details.setProperty("role", "quiet")
        for label in (self.title, self.message, self.details):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.progress = QProgressBar(textVisible=False)
        self.progress.setAccessibleName(t("How much is mended"))
        self.answers: list[QPushButton] = []
        self._countdown_timer = QTimer(self, interval=_SECOND_MS)
        self._countdown_timer.timeout.connect(self._count_down)
        self._choice_requested.connect(self._show_choices)
        self._backup_requested.connect(self._show_offer)
        self._progressed.connect(self._show_progress)
        self._arrange()

    def _arrange(self) -> None:
        outer, card = QVBoxLayout(self), QFrame()
        # Keeps the size of the window when the text of the card changes.
        outer.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        card.setObjectName("card")
        card.setFixedWidth(_CARD_WIDTH)
        self._column = QVBoxLayout(card)
        self._column.setContentsMargins(36, 28, 36, 32)
        self._column.setSpacing(16)
        for widget in (self.title, self.message, self.progress, self.details):
            self._column.addWidget(widget)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)

    # ---------------------------------------------------------------------------------------- for the other thread

    def show_progress(self, done: float) -> None:
        """Show the progress, a share from 0 to 1; called in the recovery thread."""
        percent = int(100 * done)
        if percent != self._percent:
            self._percent = percent
            self._progressed.emit(percent)

    def choose(self, findings: Findings) -> RecoveryChoice:
        """Ask how to resolve the conflicts, and return the choice; called in the recovery thread.

        Raises `Unavailable` if the window is closed.
        """
        self._choice_requested.emit(findings)
        return self._choice.result()

    def offer(self, backups: list[LogBackup]) -> LogBackup | None:
        """Ask which backup to restore into a new folder; called in the recovery thread. None means none."""
        self._backup_requested.emit(backups)
        return self._restored.result()

    # ------------------------------------------------------------------------------------------------------- shown

    def show_report(self, report: RecoveryReport) -> None:
        """Show the result, and continue when it is acknowledged or the countdown ends."""
        self.title.setText(t("The scores are back"))
        self.message.setText(_outcome(report))
        self.details.setText(t("Nothing was overwritten. The damaged log is kept in {folder}", folder=report.aside))
        self.details.setVisible(report.aside is not None)
        self.progress.hide()
        self._offer([("", self._go_on)])
        self.answers[0].setProperty("role", "start")
        self._name_button()
        self._countdown_timer.start()
        self.show()

    def finish(self) -> None:
        """Close the page, when the recovery has ended."""
        self._go_on()
        self.close()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Cancel an open question, which changes nothing; ignore the event while the repair runs."""
        if self.acknowledged.done():
            super().closeEvent(event)
        elif self._countdown_timer.isActive():
            self._go_on()
        else:
            event.ignore()
            if self._offering:
                self._restore(None)
            elif self.answers and not self._choice.done():
                self._choice.set_exception(Unavailable("Nothing was changed: the damaged log is as it was."))

    def _go_on(self) -> None:
        self._countdown_timer.stop()
        if not self.acknowledged.done():
            self.acknowledged.set_result(None)

    def _show_progress(self, percent: int) -> None:
        self._offer([])
        if self._restored.done():
            return
        self.message.setText(
            t("What can still be read is put together with the newest backup. This may take a minute.")
        )
        self.details.setText(t("Nothing is overwritten."))
        self.progress.setValue(percent)
        self.show()

    def _show_choices(self, findings: Findings) -> None:
        self.message.setText(
            t(
                "Log and backup do not say the same of {count:game|games}. Which is right? Both are kept in any case.",
                count=format_count(findings.conflicts),
            )
        )
        self.details.setText(t("What is wrong: {reason}", reason=error_text(findings.damage)))
        self.progress.hide()
        self._offer([(caption, partial(self._choose, choice)) for choice, caption in _choices(findings)])
        self.answers[0].setProperty("role", "primary")
        self.show()

    def _show_offer(self, backups: list[LogBackup]) -> None:
        self._offering = True
        self.title.setText(t("Go on from a backup?"))
        self.message.setText(t("This computer has no games yet, and there are backups of a kiosk:"))
        self.details.setText(t("Turn the other computer off first. What is played on both cannot be put together."))
        self.progress.hide()
        restore = [(_backup_label(backup), partial(self._restore, backup)) for backup in backups[:_MAX_OFFERED]]
        self._offer([*restore, (t("Start without games"), partial(self._restore, None))])
        self.answers[0].setProperty("role", "primary")
        QTimer.singleShot(CONTINUE_AFTER_S * _SECOND_MS, self, lambda: self._restore(None))
        self.show()

    def _restore(self, log_backup: LogBackup | None) -> None:
        if not self._restored.done():
            self._offering = False
            self._offer([])
            self.message.setText(t("The backup is put in place."))
            self._restored.set_result(log_backup)

    def _choose(self, choice: RecoveryChoice) -> None:
        self._choice.set_result(choice)
        self.progress.show()
        self._show_progress(0)

    def _offer(self, answers: list[tuple[str, Callable[[], object]]]) -> None:
        for button in self.answers:
            button.hide()
            button.deleteLater()
        self.answers = []
        for caption, action in answers:
            button = NamedButton(caption, caption)
            button.setProperty("tall", "true")
            button.clicked.connect(action)
            button.setAutoDefault(True)
            self._column.addWidget(button)
            self.answers.append(button)
        if self.answers:
            self.answers[0].setFocus()

    def _count_down(self) -> None:
        self._seconds_left -= 1
        self._name_button()
        if self._seconds_left <= 0:
            self._go_on()

    def _name_button(self) -> None:
        caption = t("Open the kiosk ({seconds})", seconds=self._seconds_left)
        self.answers[0].setText(caption)
        self.answers[0].setAccessibleName(t("Open the kiosk"))
        self.answers[0].setToolTip(t("It opens by itself in a minute"))


def _backup_label(log_backup: LogBackup) -> str:
    time_text = format_day_and_time(int(log_backup.backup.at.timestamp() * 1000))
    kiosk = log_backup.kiosk or t("Log {name}", name=log_backup.contents.log)
    lines = [t("{kiosk}: the backup of {when}", kiosk=kiosk, when=time_text), _counts_text(log_backup.contents)]
    if names := backup_search.open_tournaments(log_backup.backup.file):
        lines.append(t("In progress: {names}", names=", ".join(names[:_MAX_NAMED])))
    return "\n".join(lines)


def _choices(findings: Findings) -> list[tuple[RecoveryChoice, str]]:
    salvaged, backup_contents, backup = findings.salvaged, findings.backup_contents, findings.backup
    choices: list[tuple[RecoveryChoice, str]] = [
        ("found", f"{t('Only what the damaged log still holds')}\n{_counts_text(salvaged)}")
    ]
    if backup is not None and backup_contents is not None:
        time_text = format_day_and_time(int(backup.at.timestamp() * 1000))
        both_text = t("Both: the backup, and what came after it (recommended)")
        choices = [
            ("both", f"{both_text}\n{t('The damaged log adds what the backup does not have yet')}"),
            ("backup", f"{t('Only the backup of {when}', when=time_text)}\n{_counts_text(backup_contents)}"),
            *choices,
        ]
    return choices


def _counts_text(contents: Contents) -> str:
    counts = {"games": format_count(contents.games), "entries": format_count(contents.events)}
    if contents.tournaments:
        counts["tournaments"] = format_count(contents.tournaments)
        return t("{games:game|games} and {tournaments:tournament|tournaments} with {entries:entry|entries}", **counts)
    return t("{games:game|games} with {entries:entry|entries}", **counts)


def _outcome(report: RecoveryReport) -> str:
    counts = {"games": format_count(report.games), "entries": format_count(report.events)}
    kept_text = t("{games:game|games} with {entries:entry was|entries were} put together.", **counts)
    if report.tournaments:
        kept_text = t(
            "{games:game|games} and {tournaments:tournament|tournaments} with {entries:entry was|entries were} put "
            "together.",
            tournaments=format_count(report.tournaments),
            **counts,
        )
    if report.left_out:
        lost_text = t(
            "{count:entry|entries} could not be used, since earlier ones are gone.", count=format_count(report.left_out)
        )
        return f"{kept_text} {lost_text}"
    return kept_text
