"""Confirmations of a result by both captains, from their phones or at the desk: “This is right”, “This is wrong”.

Each answer is an event of the game, with the hash of the result it is about: it is on the disk, in the export and on
the receipt. When the game is corrected the answer is void, because the result then has another hash.

The kiosk cannot know the captains. It knows the phones that players joined with, by their seats: an answer from one of
them is that player's, bears their name, and no other phone can change it. For a team that was typed at the desk,
anybody with the receipt can answer, under a name that they type. That is worth as much as a signature on a scoresheet:
the scorekeeper and the other side see it with its name. Such answers are counted by side, phone and address, and those
of seated players apart, so that a stranger's phone cannot use up a captain's answers. One phone answers for one side
only, unless players of both joined with it. A cheater can use a second phone, but no answer changes the score. What
a captain without a phone answers at the desk, no typed name can change.

Everything here runs in the desk's thread.
"""

import hashlib
from collections import Counter

import msgspec

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.lobby import Lobby, SeatStatus
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Confirmed, Team, opponent
from goat_kiosk.domain.games.game import ACTIVE_MS
from goat_kiosk.domain.names.sanitizing import clean_name
from goat_kiosk.errors import AnsweredElsewhere, LimitReached, NotFound, RuleViolation, StaleView

MAX_ANSWERS_PER_PHONE = 8
"""Answers of one phone for one side of a result, under typed names: a captain may change their mind a few times."""
MAX_ANSWERS_PER_ADDRESS = 32
"""The same for one address: half of all, so a script that invents phones leaves room for other addresses."""
_MAX_PHONES = 1_000
"""The most phones whose side is remembered; the oldest is forgotten first."""


class ConfirmationRequest(msgspec.Struct, frozen=True):
    """A phone's answer to a result."""

    team: Team
    right: bool
    name: str
    """The name that was typed; a seat has a name already."""
    hash: str
    """The result that the phone shows."""


class Respondent(msgspec.Struct, frozen=True):
    """The sender of an answer: a phone or a program."""

    seats: tuple[str, ...] = ()
    phone_id: str = ""
    """A secret of this phone's own; empty for a program, which may answer for both sides."""
    address: str = ""
    """Its network address, which identifies a phone without a `phone_id`."""


class Confirmations:
    """The answers to the results of this kiosk's games."""

    def __init__(self, scorekeeper: Scorekeeper, lobby: Lobby) -> None:
        self._scorekeeper = scorekeeper
        self._lobby = lobby
        self._sides: dict[tuple[str, str], Team] = {}
        """The side that a phone has answered for, by the result and the phone."""
        self._answers: Counter[tuple[str, Team, str]] = Counter()
        """How often a phone or an address has answered for a side of a result under a typed name."""

    def confirm(self, game_id: int, answer: ConfirmationRequest, phone: Respondent, key: str | None = None) -> Change:
        """Record an answer, unless the same answer is recorded already.

        `key` is that of `Scorekeeper.record`. Raises `NotFound`, `StaleView` when the result is another one by now,
        `RuleViolation` when this phone cannot answer for the team or nobody can any more, and as
        `Scorekeeper.record`.
        """
        now = self._scorekeeper.snapshot(game_id)
        self._check_result(now, answer.hash)
        event = self._event(now, answer, phone)
        if event == now.game.answer(answer.team):
            return now
        _check_replaceable(now, event)
        if not event.seated:
            self._count_typed_answer(now.result, phone, answer.team)
        self._remember(now.result, phone, answer.team)
        return self._record(now, event, f"confirm {key or _retry_key(now, event)}")

    def confirm_at_desk(self, game_id: int, answer: ConfirmationRequest) -> Change:
        """Record the answer of a captain who stands at the desk, unless it is recorded already. Raises as `confirm`."""
        now = self._scorekeeper.snapshot(game_id)
        self._check_result(now, answer.hash)
        event = Confirmed(answer.team, clean_name(answer.name), answer.hash, answer.right, desk=True)
        if event == now.game.answer(answer.team):
            return now
        _check_replaceable(now, event)
        return self._record(now, event)

    def _record(self, now: Change, event: Confirmed, key: str | None = None) -> Change:
        def authorize(_court: str) -> None:
            """Check again in the write queue: a correction may have been recorded before it while the disk was slow."""
            latest = self._scorekeeper.snapshot(now.game_id)
            self._check_result(latest, event.hash)
            _check_replaceable(latest, event)

        return self._scorekeeper.record(now.game_id, event, key, authorize=authorize)

    def seats(self, game_id: int, phone: Respondent) -> list[SeatStatus]:
        """Return the players of the game who joined with this phone."""
        numbers = []
        for seat in phone.seats:
            try:
                numbers.append(self._lobby.seat(game_id, seat))
            except NotFound:
                continue
        return [seat for seat in numbers if seat.join_status == "joined"]

    def _check_result(self, now: Change, result: str) -> None:
        if now.result and result != now.result:
            raise StaleView("The result was corrected since this page was drawn. Look at it again, then answer.")
        if self._scorekeeper.games.age(now.game_id) > ACTIVE_MS:
            raise RuleViolation("This game was over long ago. Only results of the last day can be confirmed.")

    def _event(self, now: Change, answer: ConfirmationRequest, phone: Respondent) -> Confirmed:
        """Return the answer as an event. Raises `RuleViolation` when the phone is of the other side."""
        seats = self.seats(now.game_id, phone)
        own_seats = [seat for seat in seats if seat.team == answer.team]
        side = self._sides.get((now.result, _fingerprint(phone.phone_id))) if phone.phone_id else None
        if not own_seats and (seats or side == opponent(answer.team)):
            team_name, opponent_name = now.game.side(answer.team).name, now.game.side(opponent(answer.team)).name
            raise AnsweredElsewhere(
                "This phone answers for {ours}. {theirs} must answer on another phone.",
                ours=opponent_name,
                theirs=team_name,
            )
        if own_seats:
            return Confirmed(answer.team, own_seats[0].name, answer.hash, answer.right, seated=True)
        name = clean_name(answer.name)
        self._lobby.blocklist.check(name)
        return Confirmed(answer.team, name, answer.hash, answer.right)

    def _count_typed_answer(self, result: str, phone: Respondent, team: Team) -> None:
        """Count an answer under a typed name. Raises `RuleViolation` at the limit of the phone or address."""
        by_phone, by_address = (
            (result, team, _fingerprint(phone.phone_id or phone.address)),
            (result, team, phone.address),
        )
        if self._answers[by_phone] >= MAX_ANSWERS_PER_PHONE or self._answers[by_address] >= MAX_ANSWERS_PER_ADDRESS:
            raise LimitReached("This phone has answered many times. Settle it at the desk.")
        self._answers[by_phone] += 1
        self._answers[by_address] += 1
        while len(self._answers) > 2 * _MAX_PHONES:
            del self._answers[next(iter(self._answers))]

    def _remember(self, result: str, phone: Respondent, team: Team) -> None:
        if not phone.phone_id:
            return
        self._sides[result, _fingerprint(phone.phone_id)] = team
        if len(self._sides) > _MAX_PHONES:
            del self._sides[next(iter(self._sides))]


def _check_replaceable(now: Change, event: Confirmed) -> None:
    recorded = now.game.answer(event.team)
    if recorded is not None and recorded.desk and not (event.desk or event.seated):
        raise AnsweredElsewhere(
            "{player} has answered for this team at the desk. Go there to change it.", player=recorded.name
        )
    if recorded is not None and recorded.seated and not event.seated:
        raise AnsweredElsewhere(
            "{player} has answered for this team, on the phone that joined. Only that phone can change it.",
            player=recorded.name,
        )


def _retry_key(now: Change, event: Confirmed) -> str:
    """Return a key for this answer to what is shown now: two presses of one button have the same."""
    return _fingerprint(f"{now.game_id} {now.history.seq} {event}")


def _fingerprint(secret: str) -> str:
    """Return the hash by which a phone's secret is remembered: its length does not depend on what was sent."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
