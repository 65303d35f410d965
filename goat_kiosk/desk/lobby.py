"""Lobby of a game: players join from their phones, at once or when the scorekeeper has approved.

A player who joins gets a secret, the seat: with it the phone reads the status of the join, and leaves again. The log
stores its hash as the event's key, so it is valid after a power cut too. A join that waits for approval is no event
yet: it waits here, in memory, and is dropped when the game begins.

Everything here runs in the desk's thread.
"""

from collections.abc import Callable
from functools import partial
from typing import Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from goat_kiosk.desk.blocklist_file import BlocklistFile
from goat_kiosk.desk.changes import Change, Unsubscribe
from goat_kiosk.desk.scorekeeper import Authorize, Scorekeeper, authorize_all
from goat_kiosk.desk.seats import hash_seat, new_seat
from goat_kiosk.domain.events import PlayerJoined, PlayerLeft, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.history import History, open_history
from goat_kiosk.domain.names.sanitizing import look_alike
from goat_kiosk.errors import LimitReached, NameTaken, NotFound
from goat_kiosk.store.log.rows import Row
from goat_kiosk.store.log.write_queue import then

MAX_WAITING_JOINS = 8
"""Joins waiting for a game, twice its places; more are refused, so that the scorekeeper's list stays readable."""
MAX_LOBBIES = 64
"""Games whose player numbers are in memory, the oldest forgotten first."""
MAX_PENDING_JOINS = 200
"""Joins in memory, also the refused ones that phones may still ask for. The oldest is forgotten first."""

JoinStatus = Literal["waiting", "joined", "refused", "left"]


class PendingJoin(msgspec.Struct, frozen=True):
    """A join that waits for the scorekeeper, or was refused."""

    number: int
    game_id: int
    team: Team
    name: str
    seat_hash: str
    """The SHA-256 of the seat."""
    refused: bool = False


class SeatStatus(NamedTuple):
    """The status of a join."""

    join_status: JoinStatus
    name: str
    team: Team
    player: int | None
    """The number in the game, while seated."""


class Lobby:
    """The players who join the games of this kiosk."""

    def __init__(
        self, scorekeeper: Scorekeeper, *, approve: bool = False, blocklist: BlocklistFile | None = None
    ) -> None:
        """With `approve`, joins wait for the scorekeeper; names may not contain words of the `blocklist`."""
        self._scorekeeper = scorekeeper
        self.blocklist = blocklist or BlocklistFile()
        self._approve = approve
        self._pending: dict[str, PendingJoin] = {}
        self._count = 0
        self._listeners: list[Callable[[int, str], None]] = []
        self._player_numbers: dict[int, dict[str, int]] = {}
        """By game, the numbers of those who have joined."""
        scorekeeper.subscribe(self._drop_started_games)
        scorekeeper.subscribe(self._follow_seats)

    @property
    def needs_approval(self) -> bool:
        """Whether who joins waits for the scorekeeper."""
        return self._approve

    def subscribe(self, listener: Callable[[int, str], None]) -> Unsubscribe:
        """Call `listener` with the game, and a reason to fetch its pages again, when the waiting joins have changed."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    def join(
        self,
        game_id: int,
        join: PlayerJoined,
        key: str | None = None,
        seen_event_id: str | None = None,
        *,
        authorize: Authorize | None = None,
    ) -> tuple[SeatStatus, str | None]:
        """Seat a player, or make them wait; return the status of the join and the seat.

        With a `key`, as of `Scorekeeper.record`, there is no seat: only programs send one. With `authorize`, as of
        `Scorekeeper.record`, a scorer sends the join: the player need not wait and may have any name. Raises
        `InvalidValue` for a blocked name, `RuleViolation`, and as `Scorekeeper.record`.
        """
        if authorize is None:
            self.blocklist.check(join.name)
        seat = None if key else new_seat()
        seat_hash = f"join {key or hash_seat(seat or '')}"  # so that no join can use up one of the scorer's keys
        is_new = self._scorekeeper.event_by_key(seat_hash) is None
        if is_new:
            self._check_distinguishable(game_id, join.name)
        if self._approve and authorize is None and is_new:
            self._add_pending(game_id, join, seat_hash)
            return self._seat(game_id, seat_hash), seat
        record = partial(self._scorekeeper.record, game_id, join, seat_hash, seen_event_id, authorize or authorize_all)
        return then(record, lambda _: (self._seat(game_id, seat_hash), seat))

    def pending_joins(self, game_id: int) -> list[PendingJoin]:
        """Return the joins that wait for the scorekeeper, oldest first."""
        return [pending for pending in self._pending.values() if pending.game_id == game_id and not pending.refused]

    def approve(self, game_id: int, number: int, authorize: Authorize = authorize_all) -> Change:
        """Seat a waiting player; one who cannot be seated keeps waiting.

        Raises what `authorize` raises, `NotFound`, or `RuleViolation` when the place is taken meanwhile.
        """
        pending = self._find_pending(game_id, number)

        def on_seated(change: Change) -> Change:
            self._pending.pop(pending.seat_hash, None)
            self._notify(pending.game_id, "player-joined")
            return change

        join = PlayerJoined(pending.team, pending.name)
        return then(
            partial(self._scorekeeper.record, pending.game_id, join, pending.seat_hash, authorize=authorize), on_seated
        )

    def refuse(self, game_id: int, number: int) -> None:
        """Refuse a waiting player; their phone shows it. Raises `NotFound`."""
        pending = self._find_pending(game_id, number)
        self._pending[pending.seat_hash] = replace(pending, refused=True)
        self._notify(pending.game_id, "join-refused")

    def seat(self, game_id: int, seat: str) -> SeatStatus:
        """Return the status of the join with this `seat`. Raises `NotFound` when it is not a seat of this game."""
        return self._seat(game_id, f"join {hash_seat(seat)}")

    def leave(self, game_id: int, seat: str) -> SeatStatus:
        """Leave the game, or stop waiting. Raises as `seat`, and `RuleViolation` when the game has begun."""
        seat_hash = f"join {hash_seat(seat)}"
        pending = self._pending.get(seat_hash)
        if pending is not None and pending.game_id == game_id:
            del self._pending[seat_hash]
            self._notify(game_id, "player-left")
            return SeatStatus("left", pending.name, pending.team, None)
        status = self._seat(game_id, seat_hash)
        if status.player is None:
            return status
        event = PlayerLeft(status.player)
        return then(partial(self._scorekeeper.record, game_id, event), lambda _: self._seat(game_id, seat_hash))

    def _add_pending(self, game_id: int, join: PlayerJoined, seat_hash: str) -> None:
        history, pending = self._scorekeeper.history(game_id), self.pending_joins(game_id)
        if seat_hash in self._pending:
            return
        history.after(join, history.at)  # the rules may refuse it now, not only when the scorekeeper approves
        if len(pending) >= MAX_WAITING_JOINS:
            raise LimitReached("Many are waiting for this game already. Try again when the scorekeeper has looked.")
        if join.name.casefold() in {other.name.casefold() for other in pending}:
            raise NameTaken(
                "{player} is waiting for this game already. Add a letter to tell the two apart.", player=join.name
            )
        self._count += 1
        while len(self._pending) >= MAX_PENDING_JOINS:
            del self._pending[next(iter(self._pending))]
        self._pending[seat_hash] = PendingJoin(self._count, game_id, join.team, join.name, seat_hash)
        self._notify(game_id, "player-waiting")

    def _check_distinguishable(self, game_id: int, name: str) -> None:
        """Raise `RuleViolation` for a name that looks like another player's; the rules refuse the same one."""
        seated = [player.name for side in self._scorekeeper.history(game_id).game.sides for player in side.players]
        for other in (*seated, *(pending.name for pending in self.pending_joins(game_id))):
            if other.casefold() != name.casefold() and look_alike(other, name):
                raise NameTaken(
                    "{name} looks like {other} on a screen. Add a letter to tell the two apart.", name=name, other=other
                )

    def _find_pending(self, game_id: int, number: int) -> PendingJoin:
        for pending in self.pending_joins(game_id):
            if pending.number == number:
                return pending
        raise NotFound("Nobody waits here any more.")

    def _seat(self, game_id: int, seat_hash: str) -> SeatStatus:
        row, pending = self._scorekeeper.event_by_key(seat_hash), self._pending.get(seat_hash)
        if row is not None and row.game_id == game_id and isinstance(row.event, PlayerJoined):
            return self._seat_status(row, row.event)
        if pending is not None and pending.game_id == game_id:
            return SeatStatus("refused" if pending.refused else "waiting", pending.name, pending.team, None)
        raise NotFound("This place is not known any more: the game has begun, or the kiosk was started again.")

    def _seat_status(self, row: Row, event: PlayerJoined) -> SeatStatus:
        number = self._numbers(row.game_id).get(row.key or "")
        if number is None:
            return SeatStatus("left", event.name, event.team, None)
        now = self._scorekeeper.history(row.game_id).game
        team: Team = 1 if number in {player.id for player in now.side(1).players} else 2
        return SeatStatus("joined", event.name, team, number)

    def _numbers(self, game_id: int) -> dict[str, int]:
        """Return the numbers of the players in a game by the hashes of their seats.

        The events are replayed once and followed from then on, because a page asks at every refresh.
        """
        if game_id not in self._player_numbers:
            self._player_numbers[game_id] = numbers = dict[str, int]()
            history: History | None = None
            for row in self._scorekeeper.events(game_id):
                history = open_history(row.event, row.at) if history is None else history.after(row.event, row.at)
                _update_numbers(numbers, row, history.game)
                if history.game.status != "lobby":
                    break
            while len(self._player_numbers) > MAX_LOBBIES:
                del self._player_numbers[next(iter(self._player_numbers))]
        return self._player_numbers[game_id]

    def _follow_seats(self, change: Change) -> None:
        if change.row is not None and change.game_id in self._player_numbers:
            _update_numbers(self._player_numbers[change.game_id], change.row, change.game)

    def _drop_started_games(self, change: Change) -> None:
        if change.game.status != "lobby":
            removed_joins = [
                pending.seat_hash for pending in self._pending.values() if pending.game_id == change.game_id
            ]
            for seat_hash in removed_joins:
                del self._pending[seat_hash]

    def _notify(self, game_id: int, reason: str) -> None:
        for listener in self._listeners:
            listener(game_id, reason)


def _update_numbers(numbers: dict[str, int], row: Row, game: Game) -> None:
    """Apply an event to the players' numbers; `game` is the game after it."""
    match row.event:
        case PlayerJoined() if row.key is not None:
            numbers[row.key] = max(player.id for side in game.sides for player in side.players)
        case PlayerLeft(number):
            for key in [key for key, player_number in numbers.items() if player_number == number]:
                del numbers[key]
