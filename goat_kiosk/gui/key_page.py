"""The page of the desk itself: which keys do what, in which profile; sound; who stands left.

A built-in profile is never changed: the first other key makes a copy, which is then the one in use. A key that is
taken is refused with the sentence that names what it does.
"""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from goat_kiosk.domain.names import LONGEST_NAME
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui import keymap
from goat_kiosk.gui.elided_button import ElidedButton
from goat_kiosk.gui.elided_label import ElidedLabel
from goat_kiosk.gui.key_capture import KeyCapture
from goat_kiosk.gui.keymap import ACTIONS, BUILT_IN, WORDS, Action, Profile
from goat_kiosk.gui.keys import Keys
from goat_kiosk.gui.plain import tip
from goat_kiosk.gui.preferences import Preferences
from goat_kiosk.gui.section import SectionPage
from goat_kiosk.gui.sides import Sides
from goat_kiosk.gui.sounds import NO_PLAYER, Sounds

_ACROSS = 2
_FILES = "Keys of GOaT Kiosk (*.json)"


class KeyPage(SectionPage):
    """Shows and changes what the scorekeeper has chosen about the window."""

    def __init__(
        self, keys: Keys, preferences: Preferences, sides: Sides, sounds: Sounds, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._keys, self._preferences, self._sides = keys, preferences, sides
        self._heard = "" if sounds.possible else NO_PLAYER
        self.captures = {action: KeyCapture(action) for action in ACTIONS}
        for action, capture in self.captures.items():
            capture.pressed_key.connect(lambda key, action=action: self._give(action, key))
        self.sounds, self.mirrored = QPushButton(), QPushButton()
        self.imports, self.exports, self.remove = QPushButton("Import…"), QPushButton("Export…"), QPushButton("Remove")
        self.back = QPushButton("Back to the game")
        self._profiles, self._group = QHBoxLayout(), QButtonGroup(self)
        self._connect()
        self._arrange()
        preferences.changed.connect(self._show)
        self._show()

    def _connect(self) -> None:
        self.sounds.clicked.connect(lambda: self._preferences.change(sounds=not self._preferences.chosen.sounds))
        self.mirrored.clicked.connect(self._sides.swap_all)
        self.remove.clicked.connect(self._remove)
        self.exports.clicked.connect(self._ask_where_to)
        self.imports.clicked.connect(self._ask_where_from)
        self.back.clicked.connect(self.left)
        for button, words in (
            (self.imports, "Use the keys of a file"),
            (self.exports, "Save these keys as a file, for another laptop"),
            (self.remove, "Forget these keys of your own"),
            (self.back, "Back to the game (Esc)"),
        ):
            button.setAccessibleName(words)
            button.setToolTip(words)

    def _arrange(self) -> None:
        column, foot = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(4, 0, 4, 0)
        column.setSpacing(8)
        column.addWidget(ElidedLabel("Keys, sound and sides", "title"))
        column.addLayout(self._profiles)
        column.addWidget(self._table(), 1)
        if self._heard:
            column.addWidget(ElidedLabel(self._heard, "quiet"))
        for button in (self.sounds, self.mirrored, self.imports, self.exports, self.remove, self.back):
            foot.addWidget(button)
        self.back.setProperty("role", "primary")
        column.addLayout(foot)

    def _table(self) -> QScrollArea:
        area, inside = QScrollArea(), QFrame()
        inside.setObjectName("card")
        grid = QGridLayout(inside)
        grid.setContentsMargins(16, 10, 16, 10)
        grid.setHorizontalSpacing(12)
        down = -(-len(ACTIONS) // _ACROSS)
        for place, (action, capture) in enumerate(self.captures.items()):
            row, across = place % down, place // down
            grid.addWidget(ElidedLabel(WORDS[action]), row, 2 * across)
            grid.addWidget(capture, row, 2 * across + 1)
        for column, stretch in enumerate((4, 5) * _ACROSS):
            grid.setColumnStretch(column, stretch)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is chosen."""
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        profile, chosen = self._keys.profile, self._preferences.chosen
        self._offer_profiles(profile)
        for action, capture in self.captures.items():
            capture.show_keys(profile.of(action))
        self.remove.setEnabled(profile not in BUILT_IN)
        _switch(self.sounds, "Sounds", self._heard or "A short sound for each bag", on=chosen.sounds)
        _switch(self.mirrored, "Team 2 left", "Team 2 stands left in every game", on=chosen.team2_left)

    def _offer_profiles(self, used: Profile) -> None:
        """One button a profile; made anew only when there are others."""
        names = [profile.name for profile in self._keys.profiles]
        buttons = [button for button in self._group.buttons() if isinstance(button, ElidedButton)]
        if [button.full for button in buttons] != names:
            for old in buttons:
                self._group.removeButton(old)
                old.deleteLater()
                self._profiles.removeWidget(old)
            buttons = [self._profile_button(name) for name in names]
        for button in buttons:
            button.setChecked(button.full == used.name)

    def _profile_button(self, name: str) -> ElidedButton:
        button = ElidedButton(name)
        button.setCheckable(True)
        button.setAccessibleName(f"Keys: {name}")
        button.setToolTip(tip(f"Use the keys “{name}”"))
        button.clicked.connect(lambda: self._preferences.change(profile=name))
        self._group.addButton(button)
        self._profiles.addWidget(button)
        return button

    def _give(self, action: Action, key: str) -> None:
        profile = self._keys.profile
        try:
            after = keymap.with_key(profile, action, key) if key else keymap.without_keys(profile, action)
        except InvalidValue as error:
            self.refused.emit(error.sentence)
            return
        self._keep(after)
        self.told.emit(f"“{WORDS[action]}” is now {key or 'without a key'}, in “{self._keys.profile.name}”.")

    def _keep(self, profile: Profile) -> None:
        """Use `profile`: in place of the one of its name, or as a copy when that is built in."""
        own = self._preferences.chosen.profiles
        if any(profile.name == built_in.name for built_in in BUILT_IN):
            profile = Profile(f"My {profile.name.lower()}"[:LONGEST_NAME], profile.keys)
        kept = [one for one in own if one.name != profile.name]
        self._preferences.change(profile=profile.name, profiles=(*kept, profile))

    def _remove(self) -> None:
        name = self._keys.profile.name
        kept = tuple(one for one in self._preferences.chosen.profiles if one.name != name)
        self._preferences.change(profile=BUILT_IN[0].name, profiles=kept)
        self.told.emit(f"“{name}” is forgotten; “{BUILT_IN[0].name}” is in use.")

    def _ask_where_to(self) -> None:
        dialog = QFileDialog(self, "Export keys", str(Path.home() / "goat-kiosk-keys.json"), _FILES)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        self._open(dialog, self.export_to)

    def _ask_where_from(self) -> None:
        dialog = QFileDialog(self, "Import keys", str(Path.home()), _FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._open(dialog, self.import_from)

    def _open(self, dialog: QFileDialog, deed: object) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(deed)
        dialog.open()

    def export_to(self, name: str) -> None:
        """Write the keys in use to a file."""
        try:
            Path(name).write_bytes(keymap.exported(self._keys.profile))
        except OSError as error:
            self.refused.emit(f"The keys cannot be written to {name}: {error.strerror}.")
        else:
            self.told.emit(f"“{self._keys.profile.name}” is saved in {name}.")

    def import_from(self, name: str) -> None:
        """Use the keys of a file."""
        try:
            profile = keymap.imported(Path(name).read_bytes())
        except OSError as error:
            self.refused.emit(f"{name} cannot be read: {error.strerror}.")
        except InvalidValue as error:
            self.refused.emit(error.sentence)
        else:
            self._keep(profile)
            self.told.emit(f"“{self._keys.profile.name}” is in use.")


def _switch(button: QPushButton, words: str, explained: str, *, on: bool) -> None:
    button.setCheckable(True)
    button.setChecked(on)
    button.setText(f"{words}: {'on' if on else 'off'}")
    button.setAccessibleName(f"{words}: {'on' if on else 'off'}")
    button.setToolTip(explained)
