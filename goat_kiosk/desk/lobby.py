"""How players take their places from their phones: at once, or when the scorekeeper has approved.

Who joins gets a secret, the seat: with it the phone asks how things stand, and leaves again. The log keeps the
fingerprint of it as the event's key, so it is good after a power cut too. A join that waits for approval is no event
yet: it lives here, in memory, and is gone when the game begins.

Everything here runs at the desk's thread.
"""

import hashlib
import secrets
from collections.abc import Callable
from functools import partial
from typing import Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from goat_kiosk.desk.blocklist_file import BlocklistFile
from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.scorekeeper import Allow, Scorekeeper, everybody
from goat_kiosk.domain.events import PlayerJoined, PlayerLeft, Team
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.history import History, open_history
from goat_kiosk.domain.names import look_alike
from goat_kiosk.errors import NotFound, RuleViolation
from goat_kiosk.store.event_log import Row
from goat_kiosk.store.write_queue import then

MOST_WAITING = 8
"""A game: twice its places. Whoever comes then is told so, and the scorekeeper's list stays one that can be read."""
MOST_LOBBIES = 64
"""Games whose places are remembered, the oldest forgotten first."""
MOST_PENDING = 200
"""Altogether, with those refused whose phones have still to be told. The oldest is forgotten first."""

JoinStatus = Literal["waiting", "joined", "refused", "left"]


class PendingJoin(msgspec.Struct, frozen=True):
    """Somebody who waits for the scorekeeper, or was refused."""

    number: int
    game_id: int
    team: Team
    name: str
    seat_hash: str
    """The fingerprint of the seat."""
    refused: bool = False


class SeatStatus(NamedTuple):
    """Where somebody stands who has joined."""

    standing: JoinStatus
    name: str
    team: Team
    player: int | None
    """The number in the game, while seated."""


class Lobby:
    """The door of the lobby."""

    def __init__(self, scorekeeper: Scorekeeper, *, approve: bool = False, words: BlocklistFile | None = None) -> None:
        """With `approve`, nobody sits down before the scorekeeper says so; `words` are kept out of names."""
        self._scorekeeper = scorekeeper
        self.blocklist = words or BlocklistFile()
        self._approve = approve
        self._pending: dict[str, PendingJoin] = {}
        self._count = 0
        self._listeners: list[Callable[[int, str], None]] = []
        self._player_numbers: dict[int, dict[str, int]] = {}
        """By game, the numbers of those who have joined."""
        scorekeeper.subscribe(self._drop_started_games)
        scorekeeper.subscribe(self._follow_seats)

    def subscribe(self, listener: Callable[[int, str], None]) -> None:
        """Tell `listener` (the game, and a reason for its pages to be fetched again) when who waits has changed."""
        self._listeners.append(listener)

    def join(
        self,
        game_id: int,
        wish: PlayerJoined,
        key: str | None = None,
        seen: str | None = None,
        *,
        trusted: Allow | None = None,
    ) -> tuple[SeatStatus, str | None]:
        """Seat a player or let him wait; return where he stands and his seat.

        With a `key`, as of `Scorekeeper.record`, there is no seat: who sends one is a program. Who is `trusted` need
        not wait, and may be called anything, while that allows it. Raises `InvalidValue` for a name that is not wanted,
        `RuleViolation`, and as `Scorekeeper.record`.
        """
        if trusted is None:
            self.blocklist.check(wish.name)
        seat = None if key else secrets.token_urlsafe(24)
        mark = f"join {key or _fingerprint(seat or '')}"  # so that no join can use up one of the scorer's keys
        fresh = self._scorekeeper.by_key(mark) is None
        if fresh:
            self._check_apart(game_id, wish.name)
        if self._approve and trusted is None and fresh:
            self._add_pending(game_id, wish, mark)
            return self._seat(game_id, mark), seat
        sit = partial(self._scorekeeper.record, game_id, wish, mark, seen, trusted or everybody)
        return then(sit, lambda _: (self._seat(game_id, mark), seat))

    def pending_joins(self, game_id: int) -> list[PendingJoin]:
        """Return who waits for the scorekeeper, first come first."""
        return [held for held in self._pending.values() if held.game_id == game_id and not held.refused]

    def approve(self, game_id: int, number: int, allow: Allow = everybody) -> Change:
        """Seat who waits; who cannot be seated waits on.

        Raises what `allow` raises, `NotFound`, or `RuleViolation` when the place is taken meanwhile.
        """
        held = self._find_pending(game_id, number)

        def seated(change: Change) -> Change:
            self._pending.pop(held.seat_hash, None)
            self._notify(held.game_id, "player-joined")
            return change

        wish = PlayerJoined(held.team, held.name)
        return then(partial(self._scorekeeper.record, held.game_id, wish, held.seat_hash, allow=allow), seated)

    def refuse(self, game_id: int, number: int) -> None:
        """Send who waits away; his phone is told. Raises `NotFound`."""
        held = self._find_pending(game_id, number)
        self._pending[held.seat_hash] = replace(held, refused=True)
        self._notify(held.game_id, "join-refused")

    def seat(self, game_id: int, seat: str) -> SeatStatus:
        """Return where the holder of `seat` stands. Raises `NotFound` when it is no seat of this game."""
        return self._seat(game_id, f"join {_fingerprint(seat)}")

    def leave(self, game_id: int, seat: str) -> SeatStatus:
        """Give the place up, or the wait. Raises as `seat`, and `RuleViolation` when the game has begun."""
        mark = f"join {_fingerprint(seat)}"
        held = self._pending.get(mark)
        if held is not None and held.game_id == game_id:
            del self._pending[mark]
            self._notify(game_id, "player-left")
            return SeatStatus("left", held.name, held.team, None)
        stands = self._seat(game_id, mark)
        if stands.player is None:
            return stands
        gone = PlayerLeft(stands.player)
        return then(partial(self._scorekeeper.record, game_id, gone), lambda _: self._seat(game_id, mark))

    def _add_pending(self, game_id: int, wish: PlayerJoined, mark: str) -> None:
        history, waiting = self._scorekeeper.history(game_id), self.pending_joins(game_id)
        if mark in self._pending:
            return
        history.after(wish, history.at)  # what the rules refuse is refused now, not when the scorekeeper looks
        if len(waiting) >= MOST_WAITING:
            raise RuleViolation("Many are waiting for this game already. Try again when the scorekeeper has looked.")
        if wish.name.casefold() in {held.name.casefold() for held in waiting}:
            raise RuleViolation(
                "{player} is waiting for this game already. Add a letter to tell the two apart.", player=wish.name
            )
        self._count += 1
        while len(self._pending) >= MOST_PENDING:
            del self._pending[next(iter(self._pending))]
        self._pending[mark] = PendingJoin(self._count, game_id, wish.team, wish.name, mark)
        self._notify(game_id, "player-waiting")

    def _check_apart(self, game_id: int, name: str) -> None:
        """Raise `RuleViolation` for a name that looks like another player's; the rules refuse the same one."""
        seated = [player.name for side in self._scorekeeper.history(game_id).game.sides for player in side.players]
        for other in (*seated, *(held.name for held in self.pending_joins(game_id))):
            if other.casefold() != name.casefold() and look_alike(other, name):
                raise RuleViolation(
                    "{name} looks like {other} on a screen. Add a letter to tell the two apart.", name=name, other=other
                )

    def _find_pending(self, game_id: int, number: int) -> PendingJoin:
        for held in self.pending_joins(game_id):
            if held.number == number:
                return held
        raise NotFound("Nobody waits here any more.")

    def _seat(self, game_id: int, mark: str) -> SeatStatus:
        row, held = self._scorekeeper.by_key(mark), self._pending.get(mark)
        if row is not None and row.game_id == game_id and isinstance(row.event, PlayerJoined):
            return self._seat_status(row, row.event)
        if held is not None and held.game_id == game_id:
            return SeatStatus("refused" if held.refused else "waiting", held.name, held.team, None)
        raise NotFound("This place is not known any more: the game has begun, or the kiosk was started again.")

    def _seat_status(self, row: Row, event: PlayerJoined) -> SeatStatus:
        number = self._numbers(row.game_id).get(row.key or "")
        if number is None:
            return SeatStatus("left", event.name, event.team, None)
        now = self._scorekeeper.history(row.game_id).game
        team: Team = 1 if number in {player.id for player in now.side(1).players} else 2
        return SeatStatus("joined", event.name, team, number)

    def _numbers(self, game_id: int) -> dict[str, int]:
        """Return the number that each join of a game has given, by its mark, of those who have not left.

        Played through once, and kept up to date from then on: a page asks at each look.
        """
        if game_id not in self._player_numbers:
            self._player_numbers[game_id] = numbers = dict[str, int]()
            history: History | None = None
            for row in self._scorekeeper.events(game_id):
                history = open_history(row.event, row.at) if history is None else history.after(row.event, row.at)
                _update_numbers(numbers, row, history.game)
                if history.game.status != "lobby":
                    break
            while len(self._player_numbers) > MOST_LOBBIES:
                del self._player_numbers[next(iter(self._player_numbers))]
        return self._player_numbers[game_id]

    def _follow_seats(self, change: Change) -> None:
        if change.row is not None and change.game_id in self._player_numbers:
            _update_numbers(self._player_numbers[change.game_id], change.row, change.game)

    def _drop_started_games(self, change: Change) -> None:
        if change.game.status != "lobby":
            gone = [mark for mark, held in self._pending.items() if held.game_id == change.game_id]
            for mark in gone:
                del self._pending[mark]

    def _notify(self, game_id: int, reason: str) -> None:
        for listener in self._listeners:
            listener(game_id, reason)


def _update_numbers(numbers: dict[str, int], row: Row, game: Game) -> None:
    """Note what an event changes of who has joined; `game` is the game after it."""
    match row.event:
        case PlayerJoined() if row.key is not None:
            numbers[row.key] = max(player.id for side in game.sides for player in side.players)
        case PlayerLeft(number):
            for key in [key for key, each in numbers.items() if each == number]:
                del numbers[key]


def _fingerprint(seat: str) -> str:
    """Return what the log keeps of a seat. 192 random bits need no slower hash than this one."""
    return hashlib.sha256(seat.encode(errors="surrogatepass")).hexdigest()
