"""The scorekeeper's window: the rail of courts, the page of the game that is shown, its rounds, one line of messages.

It follows the scorekeeper like everybody else and shows whatever it is told, so a bag from a phone and a bag from
the pad take the same way to the screen. Which page a game is shown on follows from its status alone; the pages beside
the game (`sections`) stand in its place until they are left, and the game goes on behind them.
"""

from contextlib import suppress
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from goat_kiosk.domain.events import AnyEvent, GameConceded, GameCreated, Redone, Team, Undone, other
from goat_kiosk.domain.history import History
from goat_kiosk.domain.preview import Correcting, Impossible, Preview
from goat_kiosk.errors import KioskError, RuleViolation
from goat_kiosk.gui import style
from goat_kiosk.gui.correction_preview import CorrectionPreview
from goat_kiosk.gui.demo_bar import DemoBar
from goat_kiosk.gui.desk_bar import DeskBar
from goat_kiosk.gui.disk import Disk
from goat_kiosk.gui.finish import Finish
from goat_kiosk.gui.glyphs import SIGNS
from goat_kiosk.gui.herald import Herald
from goat_kiosk.gui.keymap import Action
from goat_kiosk.gui.keys import Keys
from goat_kiosk.gui.language import t
from goat_kiosk.gui.lobby import Lobby
from goat_kiosk.gui.lock_page import FULL_KEY, LockPage
from goat_kiosk.gui.menu import PLAY
from goat_kiosk.gui.message_line import Answer, MessageLine
from goat_kiosk.gui.new_game import NewGamePage
from goat_kiosk.gui.play import Play
from goat_kiosk.gui.rail import Rail
from goat_kiosk.gui.reach import Reach
from goat_kiosk.gui.recorder import Recorder
from goat_kiosk.gui.roster_book import RosterBook
from goat_kiosk.gui.rounds_panel import RoundsPanel
from goat_kiosk.gui.saving import Saving
from goat_kiosk.gui.scorers import ScorersPanel
from goat_kiosk.gui.screens.standing import Standings, late_line
from goat_kiosk.gui.section import SectionPage
from goat_kiosk.gui.sections import Shared, sections
from goat_kiosk.gui.server_bar import ServerBar
from goat_kiosk.gui.sides import Sides
from goat_kiosk.gui.stand import Stand
from goat_kiosk.gui.tv.page import KEY as TV_KEY
from goat_kiosk.gui.tv.page import TvPage
from goat_kiosk.gui.tv.tv import Games, Tv
from goat_kiosk.gui.venue import Venue
from goat_kiosk.gui.words import bags_of, deed
from goat_kiosk.neighbours import Court
from goat_kiosk.scorekeeper import Change

_KEYS: tuple[tuple[Action, AnyEvent], ...] = (("undo", Undone()), ("redo", Redone()))


class MainWindow(QWidget):
    """Shows one game at a time and records what the scorekeeper keys."""

    closed = Signal()
    take_over_wanted = Signal(int)
    """The number of a game whose kiosk is away."""

    def __init__(self, venue: Venue) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("GOaT Kiosk")
        self._venue, self._scorekeeper, self._joining = venue, venue.scorekeeper, venue.joining
        self._game_id: int | None = None
        self._history: History | None = None
        self._section: str | None = None
        self._idle = True
        self._standings = Standings(venue.scorekeeper)
        self.reach = Reach(venue.address, venue.audience, venue.preferences, self)
        self.tv = Tv(venue.preferences, self._games, self)
        self.stand = Stand(self, venue.preferences)
        self.disk = Disk(venue.trouble, self)
        self.keys, self._sides = Keys(venue.preferences, self), Sides(venue.preferences)
        self.roster, self.recorder = RosterBook(venue.archivist, self), Recorder(self)
        self.rail, self.message, self.server_bar = Rail(), MessageLine(self.keys), ServerBar(venue.address)
        self.saving = Saving(self.recorder, self.message, self.server_bar, self)
        self.desk = DeskBar(self.keys, venue.preferences, venue.sounds)
        courts = venue.house.named if venue.house else tuple
        self.new_game = NewGamePage(self._scorekeeper.rule_sets.named, self.roster, courts)
        self.lobby, self.play, self.finish = Lobby(venue.address), Play(self.keys), Finish(venue.address)
        self.rounds, self.preview = RoundsPanel(), CorrectionPreview()
        self.scorers = ScorersPanel(venue.pairing, venue.address)
        self.herald = Herald(self.message, self.play.flash, venue.preferences, venue.sounds, self)
        shared = Shared(self.roster, self.keys, self._sides, self._standings, self.reach, self.tv, self.stand.lock)
        self.sections = {one.name: one for one in sections(venue, shared)}
        self._made: dict[str, SectionPage] = {}
        self.pages = QStackedWidget()
        for page in (self.new_game, self.lobby, self.play, self.finish, self.preview, self.stand.page):
            self.pages.addWidget(page)
        self._arrange()
        self._connect()
        self._connect_desk()
        self._open_newest()
        self._scorekeeper.follow(self._on_change)
        self._joining.follow(self._on_waiting)
        self.roster.refresh()
        self._scorekeeper.follow_partings(self._on_parting)

    def _arrange(self) -> None:
        column, middle, right, shown = QVBoxLayout(self), QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._venue.is_demo:
            column.addWidget(demo := DemoBar())
            demo.ending.connect(self.close)
        column.addLayout(middle, 1)
        column.addWidget(self.server_bar)
        self.server_bar.add(self.desk)
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        right.setContentsMargins(12, 8, 12, 8)
        right.addLayout(shown, 1)
        right.addWidget(self.message)
        right.setSpacing(8)
        shown.setSpacing(12)
        shown.addWidget(self.pages, 1)
        shown.addWidget(self.rounds)
        shown.addWidget(self.scorers)
        self.resize(1366, 728)
        self.setMinimumSize(1280, 660)

    def _connect(self) -> None:
        for page in (self.lobby, self.play, self.finish, self.rounds):
            page.wanted.connect(self._record)
        self.new_game.wanted.connect(self._create)
        self.finish.rematch.connect(self._create)
        self.finish.next_game.connect(self._next_game)
        self.finish.new_game.connect(self.show_new_game)
        self.rail.new_game.connect(self.show_new_game)
        self.rail.chosen.connect(self.show_game)
        self.rail.menu.offer(list(self.sections.values()))
        self.rail.menu.chosen.connect(self.turn_to)
        self.rounds.previewed.connect(self._show_preview)
        self.rounds.closed.connect(self._show_page)
        self.rail.neighbours.chosen.connect(self._ask_about)
        self.play.conceding.connect(self._ask_who_concedes)
        self.play.helpless.connect(self.herald.refuse)
        self.herald.answered.connect(self._record)
        self.recorder.refused.connect(self.herald.refuse)
        for told in (self.recorder.saving, self.recorder.saved, self.recorder.refused):
            told.connect(self._expect)
        self.lobby.waiting.let_in.connect(self._let_in)
        self.lobby.waiting.refused.connect(self._refuse)

    def _connect_desk(self) -> None:
        """Join what the scorekeeper chooses about the window: keys, sides, colours, the phones that may score."""
        for action, event in _KEYS:
            self.keys.bind(self, action, partial(self._on_key, event))
        self.desk.swap_wanted.connect(self._swap_sides)
        self.server_bar.theme_wanted.connect(self._change_theme)
        self.server_bar.scorers_wanted.connect(self._turn_scorers)
        self.scorers.closed.connect(self._turn_scorers)
        self.scorers.refused.connect(self.message.warn)
        self._venue.preferences.troubled.connect(self.message.warn)
        self._venue.preferences.changed.connect(self._show_again)
        if self._venue.preferences.chosen.theme != style.look().name:
            style.apply(self._venue.preferences.chosen.theme)
        self._name_theme()
        self._connect_hall()

    def _connect_hall(self) -> None:
        """Join what is around the desk: the network, the screens, the disk."""
        self.server_bar.watch(lambda: self._venue.audience.following, self._late_screens)
        self.server_bar.network_chosen.connect(self.reach.choose)
        for shows in (self.server_bar, self.lobby, self.scorers, self.tv, self.finish.receipt):
            self.reach.changed.connect(shows.show_address)
        self.reach.told.connect(self.message.say)
        self.reach.networks_changed.connect(self._show_networks)
        self.disk.troubled.connect(partial(self.message.show_trouble, "disk"))
        self.tv.troubled.connect(partial(self.message.show_trouble, "tv"))
        QShortcut(QKeySequence(TV_KEY), self).activated.connect(self.tv.toggle)
        self.tv.show_address(self.reach.address)
        QShortcut(QKeySequence(FULL_KEY), self).activated.connect(self.stand.toggle_full_screen)
        self.stand.asking_changed.connect(self._show_page)
        self._keep_awake()
        self.reach.start()
        self.disk.start()

    def _games(self) -> Games:
        return Games(self._history.game if self._history else None, self.rail.games)

    def _show_tv(self) -> None:
        """Bring the scoreboard up to date, and its picture."""
        self.tv.refresh()
        page = self._made.get("TV")
        if isinstance(page, TvPage):
            page.show_games()

    def _show_networks(self) -> None:
        self.server_bar.offer_networks(self.reach.networks, self.reach.network)
        self.message.show_trouble("network", self.reach.trouble)
        if self.reach.trouble:
            self.server_bar.tell(t("No phone can follow"), warn=True)
        else:
            self.server_bar.tell(t("Phones can follow"))

    def _late_screens(self) -> str:
        return late_line(self._standings.of(self._venue.audience.screens()))

    def _open_newest(self) -> None:
        """Show the open game of the court shown last, else the one touched last; with none, the form of a new one."""
        histories = {game_id: self._scorekeeper.history(game_id) for game_id in self._scorekeeper.game_ids()}
        for game_id, history in histories.items():
            self.rail.take(game_id, history)
        self.scorers.show_courts(self.rail.courts)
        open_games = [game_id for game_id, history in histories.items() if history.game.status != "finished"]
        last = [one for one in open_games if histories[one].game.court == self._venue.preferences.chosen.court]
        if open_games:
            self.show_game(max(last or open_games, key=lambda game_id: histories[game_id].at))
        else:
            self.show_new_game()
            self._idle = True
        if self._venue.preferences.complaint:
            self.message.warn(self._venue.preferences.complaint)

    def show_game(self, game_id: int) -> None:
        """Show a game on the page its status asks for."""
        self._game_id, self._idle, self._section = game_id, False, None
        self.stand.forget()
        self.herald.forget()
        self.rounds.close_correction()
        self.message.say("")
        history = self._scorekeeper.history(game_id)
        self._refresh(history)
        self._venue.preferences.change(court=history.game.court)

    def show_new_game(self) -> None:
        """Show the form of a new game."""
        self._game_id, self._history, self._idle, self._section = None, None, False, None
        self.stand.forget()
        self.rounds.close_correction()
        self.message.say("")
        self._show_page()
        self.new_game.begin(self.rail.courts)

    def turn_to(self, name: str) -> None:
        """Turn to the section of that name, or back to the game; a locked one asks for the PIN first."""
        locked = name in self.sections and self.sections[name].locked
        if locked and self.stand.refuses(t("Open {page}", page=t(name)), partial(self.turn_to, name)):
            return
        self.stand.forget()
        self._section = name if name in self.sections else None
        self.message.say("")
        self._show_page()

    def section_page(self, name: str) -> SectionPage:
        """Return the page of the section of that name, made at the first visit."""
        if name not in self._made:
            self._made[name] = page = self.sections[name].make()
            self.pages.addWidget(page)
            page.left.connect(partial(self.turn_to, PLAY))
            page.told.connect(self.message.say)
            page.refused.connect(self.message.warn)
            page.reopening.connect(self._ask_to_reopen)
            page.turning.connect(self.turn_to)
            if isinstance(page, LockPage):
                page.full_wanted.connect(self.stand.toggle_full_screen)
                self.stand.full_changed.connect(page.show_full)
                page.show_full(self.isFullScreen())
        return self._made[name]

    def _refresh(self, history: History) -> None:
        self._history, game, game_id = history, history.game, self._game_id or 0
        self.rounds.show_history(history)
        match game.status:
            case "lobby":
                self.lobby.show_game(game_id, game)
                self.lobby.waiting.show_held(self._joining.waiting(game_id), game)
            case "live":
                self.play.show_history(history, self._sides.left(game_id))
            case "finished":
                self.finish.show_result(game_id, history, self._scorekeeper.recall(game_id).result)
        self._show_page()

    def _show_page(self) -> None:
        """Show the section that is open, the preview of a correction in hand, or the game on its page."""
        self._show_tv()
        self.rail.menu.mark(self._section or PLAY)
        self.rail.mark(None if self._section else self._game_id)
        page = self._page()
        of_a_game = self._section is None and not self.stand.asking and page not in {self.new_game, self.lobby}
        self.rounds.setVisible(of_a_game and self.scorers.isHidden())
        self._turn_to(page)

    def _page(self) -> QWidget:
        if self.stand.asking:
            return self.stand.page
        if self._section is not None:
            return self.section_page(self._section)
        if self._history is None:
            return self.new_game
        if self.rounds.correcting:
            return self.preview
        return {"lobby": self.lobby, "live": self.play, "finished": self.finish}[self._history.game.status]

    def _show_preview(self, event: Correcting, outcome: Preview | Impossible) -> None:
        self.preview.show_outcome(event, outcome)
        # Not `_turn_to`: the keyboard belongs to the form.
        self.pages.setCurrentWidget(self._page())

    def _turn_to(self, page: QWidget) -> None:
        if self.pages.currentWidget() is not page:
            self.pages.setCurrentWidget(page)
            if not self.rounds.correcting:
                # Not to a button: the space bar must not press what the scorekeeper has not chosen.
                page.setFocus()

    def _show_again(self) -> None:
        """Show the game with the sides, keys and colours chosen now."""
        if self._history is not None:
            self._refresh(self._history)

    def _on_change(self, change: Change) -> None:
        """Show a change, whoever made it."""
        self.rail.take(change.game_id, change.history)
        self._show_tv()
        self._keep_awake()
        self.scorers.show_courts(self.rail.courts)
        if change.reason in {"game-created", "player-joined"}:
            self.roster.refresh()
        if self._idle and self._section is None and self.new_game.blank:
            # Nobody has asked for the form: it only stood there for want of a game.
            self.show_game(change.game_id)
        elif change.game_id == self._game_id:
            before = self._history
            self._refresh(change.history)
            if self.recorder.under_way:
                self._expect()
            if change.history is not before:
                self.herald.tell(before, change.history)

    def _on_key(self, event: AnyEvent) -> None:
        """Undo and redo belong to the game that can be seen."""
        if self._section is None:
            self._record(event)

    def _on_parting(self, game_id: int, kiosk: str) -> None:
        """Let go of a game that another kiosk has taken over, and say what it does not have."""
        self.rail.part_with(game_id)
        self.scorers.show_courts(self.rail.courts)
        if self._game_id == game_id:
            self.show_new_game()
        aside = bags_of(row.event for row in self._scorekeeper.aside(game_id))
        said = t(
            "Kiosk {kiosk} has taken over {court}.", kiosk=kiosk, court=self._scorekeeper.history(game_id).game.court
        )
        if aside:
            said += " " + t("Kept here and not there: {entries}. Enter them there, or leave them out.", entries=aside)
        self.message.insist(said, [(t("Understood"), lambda: None)])

    def _ask_about(self, court: Court) -> None:
        """Say where another kiosk's court is scored; offer to take it over when that kiosk is away."""
        if not court.owner.away:
            where = t("{court} is scored at kiosk {kiosk}.", court=court.name, kiosk=court.owner.name)
            self.message.say(f"{where} {court.owner.url}")
            return
        take = partial(self.take_over_wanted.emit, court.game_id)
        asked = t("Go on with {court} here? That kiosk can then not score it any more.", court=court.name)
        question = f"{court.owner.away} {asked}"
        self.message.ask(question, [(t("Take it over"), take), (t("Leave it"), lambda: None)])

    def taken_over(self, game_id: int, refusal: str) -> None:
        """Show a game that was taken over, or say why it was not."""
        if refusal:
            self.message.warn(refusal)
        else:
            self.show_game(game_id)

    def _record(self, event: AnyEvent) -> None:
        if self._game_id is None:
            return
        if self.recorder.under_way and self._history is not None:
            # What is not shown yet counts: refused now, while the scorekeeper looks, not when the disk has answered.
            try:
                self.recorder.coming(self._game_id, self._history, event)
            except RuleViolation as error:
                self.herald.refuse(error.sentence)
                return
        self.recorder.do(partial(self._scorekeeper.record, self._game_id, event), of=(self._game_id, event))

    def _expect(self) -> None:
        """Let the keys mean what they will mean when everything is saved."""
        if self._game_id is not None and self._history is not None:
            with suppress(RuleViolation):
                self.play.expect(self.recorder.coming(self._game_id, self._history).game.due)

    def _create(self, event: GameCreated) -> None:
        self.recorder.do(partial(self._scorekeeper.create, event), self._turn_to_game)

    def _next_game(self) -> None:
        if self._game_id is not None:
            self.recorder.do(partial(self._scorekeeper.next_game, self._game_id), self._turn_to_game)

    def _turn_to_game(self, change: Change) -> None:
        self.show_game(change.game_id)

    def _swap_sides(self) -> None:
        if self._game_id is not None:
            self._sides.swap(self._game_id)

    def _on_waiting(self, game_id: int, reason: str) -> None:
        """Show who waits; at another court, say so."""
        game = self._scorekeeper.history(game_id).game
        if game_id == self._game_id:
            self.lobby.waiting.show_held(self._joining.waiting(game_id), game)
        elif reason == "player-waiting":
            self.message.say(
                t(
                    "{player} wants to join at {court}.",
                    player=self._joining.waiting(game_id)[-1].name,
                    court=game.court,
                )
            )

    def _let_in(self, number: int) -> None:
        if self._game_id is not None:
            self.recorder.do(partial(self._joining.approve, self._game_id, number))

    def _refuse(self, number: int) -> None:
        if self._game_id is not None:
            self._joining.refuse(self._game_id, number)

    def _turn_scorers(self) -> None:
        """Show the phones that keep score beside the game, or the rounds again."""
        self.scorers.setVisible(self.scorers.isHidden())
        self._show_page()
        (self.pages if self.scorers.isHidden() else self.scorers.court).setFocus()

    def _ask_who_concedes(self) -> None:
        if self._history is None:
            return
        teams: tuple[Team, Team] = (1, 2)
        answers: list[Answer] = [
            (f"{SIGNS[team]} {self._history.game.side(team).name}", partial(self._record, GameConceded(other(team))))
            for team in teams
        ]
        self.message.ask(t("Who gives up? The other side wins."), [*answers, (t("Nobody"), lambda: None)])

    def _ask_to_reopen(self, game_id: int) -> None:
        """Say what reopening a game of the past takes back, before it is done."""
        try:
            history = self._scorekeeper.history(game_id)
        except KioskError as error:
            self.message.warn(error.sentence)
            return
        game = history.game
        if history.past is None or game.status != "finished":
            self.message.warn(t("This game is under way already: it stands in the rail."))
            return
        busy = (
            " " + t("{court} has another game that is not over.", court=game.court)
            if game.court in self.rail.courts
            else ""
        )
        words = t("Reopening takes back “{deed}”, and the game goes on.", deed=deed(history.past[0], game)) + busy
        answers: list[Answer] = [(t("Reopen"), partial(self._reopen, game_id)), (t("Leave it"), lambda: None)]
        self.message.ask(words, answers)

    def _reopen(self, game_id: int) -> None:
        self.recorder.do(partial(self._scorekeeper.record, game_id, Undone()), self._turn_to_game)

    def _keep_awake(self) -> None:
        if self._venue.awake is not None:
            self._venue.awake.hold(wanted=any(game.status == "live" for game in self.rail.games))

    def _change_theme(self) -> None:
        style.apply("day" if style.look().name == "night" else "night")
        self._venue.preferences.change(theme=style.look().name)
        self._name_theme()
        self._show_again()

    def _name_theme(self) -> None:
        self.server_bar.offer_theme(t("Day") if style.look().name == "night" else t("Night"))

    def showEvent(self, event: QShowEvent) -> None:
        """Be as the window was left: the TV is chosen by where this window stands."""
        super().showEvent(event)
        if not event.spontaneous():
            self.tv.remember()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that the user closed the window; the program decides what that means. A locked one stays."""
        if self.stand.refuses(t("Close the window"), self.close) or self.saving.keeps_open():
            event.ignore()
            return
        event.accept()
        self.stand.remember_place()
        self.tv.close()
        if self._venue.awake is not None:
            self._venue.awake.hold(wanted=False)
        self._venue.sounds.stop()
        self.closed.emit()
