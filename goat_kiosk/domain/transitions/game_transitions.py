"""State transitions of a game: which event is legal when, and what it changes.

Everything that happens to a game goes through `apply`. The table `_TRANSITIONS` holds the statuses in which each event
may happen and the sentence that refuses it in others; the functions check the rest. An illegal event raises
`RuleViolation` and changes nothing: games are frozen values.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec.structs import replace

from goat_kiosk.domain.events import (
    AnyEvent,
    BagMoved,
    BagsReassigned,
    BagsTouched,
    BagThrown,
    Confirmed,
    CourtChanged,
    FoulCalled,
    GameCanceled,
    GameConceded,
    GameForfeited,
    GameSetAside,
    GameStarted,
    HelpCleared,
    HelpRequested,
    MatchPlace,
    PartnersSwitched,
    PlayerAdded,
    PlayerJoined,
    PlayerLeft,
    PlayerMoved,
    PlayerRenamed,
    PlayerRetired,
    PlayerSubstituted,
    PointsAwarded,
    RestOff,
    RoundCorrected,
    RoundDeleted,
    RoundEntered,
    RoundInserted,
    StandingUpdated,
    Team,
    TeamUpdated,
)
from goat_kiosk.domain.games.game import Game, HelpRequest, Status
from goat_kiosk.domain.games.play import cancel, concede, forfeit, start
from goat_kiosk.domain.names.sanitizing import MAX_REASON_LENGTH, clean_text, is_clean
from goat_kiosk.domain.rounds.bags import Award
from goat_kiosk.domain.transitions import bag_transitions, lineup_transitions, lobby_transitions, round_transitions
from goat_kiosk.errors import (
    CanceledGame,
    GameAlreadyStarted,
    GameNotLive,
    GameNotOver,
    GameOffCourt,
    GameOver,
    LimitReached,
    NoChange,
    RuleViolation,
)

MAX_CONFIRMATIONS = 64
"""Answers to one result under typed names, for each team, and as many at the desk: nobody can fill the log."""
MAX_CONFIRMATIONS_PER_PLAYER = 16
"""Answers of one seated player, counted apart from typed names: strangers cannot use them up."""
_game_over = partial(GameOver, "The game is over. Undo the last bag, or correct a round, to go on.")
_not_live = partial(GameNotLive, "Players come and go in this way only while the game is under way.")
_game_canceled = partial(CanceledGame, "The game was canceled. Undo that to go on with it.")
_game_set_aside = partial(GameOffCourt, "The game is set aside. Give it a court first.")


def apply(game: Game, event: AnyEvent, at_ms: int) -> Game:
    """Return `game` after `event`, which happened at `at_ms` (milliseconds since 1970 UTC).

    Raises `RuleViolation` with the sentence for the scorekeeper; `NotInGame`, one of them, for a round or bag that does
    not exist.
    """
    if type(event) not in _TRANSITIONS:
        raise RuleViolation("That cannot happen to a game that exists.")
    # Invariant: the most general reason is given first (canceled, set aside, status), so that the sentence names what
    # the scorekeeper has to undo first; only then does the transition look at the event's own values.
    statuses, refusal, change = _TRANSITIONS[type(event)]
    if game.status == "canceled" and "canceled" not in statuses:
        raise _game_canceled()
    if game.is_set_aside and type(event) not in _ALLOWED_WHILE_ASIDE:
        raise _game_set_aside()
    if game.status not in statuses:
        raise refusal()
    return change(game, event, at_ms)


def _start(game: Game, event: GameStarted, at_ms: int) -> Game:
    first = event.first_throw or game.honors
    return start(replace(game, honors=first, opening_team=first), at_ms)


def _award(game: Game, event: PointsAwarded, _at_ms: int) -> Game:
    if event.points < 1:
        raise RuleViolation("An award gives at least one point.")
    award = Award(event.team, event.points, clean_text(event.reason, MAX_REASON_LENGTH))
    return replace(game, awards=(*game.awards, award))


def _concede(game: Game, event: GameConceded, _at_ms: int) -> Game:
    return concede(game, event.winner)


def _forfeit(game: Game, event: GameForfeited, _at_ms: int) -> Game:
    return forfeit(game, event.winner)


def _cancel(game: Game, _event: GameCanceled, _at_ms: int) -> Game:
    return replace(cancel(game), help=None)


def _set_aside(game: Game, _event: GameSetAside, _at_ms: int) -> Game:
    return replace(game, is_set_aside=True, help=None)


def _change_court(game: Game, event: CourtChanged, _at_ms: int) -> Game:
    if not is_clean(event.court):
        raise RuleViolation("A name must be cleaned before it is kept.")
    if event.court == game.court and not game.is_set_aside:
        raise NoChange("The game is on {court} already.", court=game.court)
    return replace(game, court=event.court, is_set_aside=False)


def _update_standing(game: Game, event: StandingUpdated, _at_ms: int) -> Game:
    return replace(game, match=MatchPlace(game.match.number, event.wins))


def _confirm(game: Game, event: Confirmed, _at_ms: int) -> Game:
    if not is_clean(event.name):
        raise RuleViolation("A name must be cleaned before it is kept.")
    of_side = [answer for answer in game.confirmations if _source(answer) == _source(event)]
    by_player = [answer for answer in of_side if answer.name == event.name]
    if len(by_player if event.seated else of_side) >= (
        MAX_CONFIRMATIONS_PER_PLAYER if event.seated else MAX_CONFIRMATIONS
    ):
        raise LimitReached("This result has been answered many times. Settle it at the desk.")
    return replace(game, confirmations=(*game.confirmations, event))


def _source(answer: Confirmed) -> tuple[Team, bool, bool]:
    return answer.team, answer.seated, answer.desk


def _request_help(game: Game, event: HelpRequested, at_ms: int) -> Game:
    since = game.help.since if game.help else at_ms
    return replace(game, help=HelpRequest(clean_text(event.reason, MAX_REASON_LENGTH), since))


def _clear_help(game: Game, _event: HelpCleared, _at_ms: int) -> Game:
    if game.help is None:
        raise NoChange("Nobody waits for help here.")
    return replace(game, help=None)


Transition = Callable[[Game, Any, int], Game]

_TRANSITIONS: dict[type, tuple[set[Status], Callable[[], RuleViolation], Transition]] = {
    PlayerJoined: (
        {"lobby"},
        partial(GameAlreadyStarted, "The game is under way. Players can join only before the first bag."),
        lobby_transitions.join,
    ),
    PlayerLeft: (
        {"lobby"},
        partial(GameAlreadyStarted, "The game is under way. Players can leave only before the first bag."),
        lobby_transitions.leave,
    ),
    PlayerMoved: (
        {"lobby"},
        partial(GameAlreadyStarted, "The game is under way. Players can change teams only before the first bag."),
        lobby_transitions.change_team,
    ),
    TeamUpdated: ({"lobby", "live", "finished"}, _game_canceled, lineup_transitions.update_team),
    PlayerRenamed: ({"lobby", "live", "finished"}, _game_canceled, lineup_transitions.rename_player),
    PlayerAdded: ({"live"}, _not_live, lineup_transitions.add),
    PlayerSubstituted: ({"live"}, _not_live, lineup_transitions.substitute),
    PlayerRetired: ({"live"}, _not_live, lineup_transitions.retire),
    GameStarted: ({"lobby"}, partial(GameAlreadyStarted, "The game has started already."), _start),
    BagThrown: ({"lobby", "live"}, _game_over, bag_transitions.throw),
    BagMoved: ({"lobby", "live"}, _game_over, bag_transitions.move),
    BagsReassigned: ({"live"}, _game_over, bag_transitions.reassign),
    FoulCalled: ({"live"}, _game_over, bag_transitions.call_foul),
    RestOff: ({"lobby", "live"}, _game_over, bag_transitions.rest_off),
    RoundEntered: ({"lobby", "live"}, _game_over, round_transitions.enter),
    RoundInserted: ({"lobby", "live", "finished"}, _game_over, round_transitions.insert),
    RoundCorrected: ({"lobby", "live", "finished"}, _game_over, round_transitions.correct),
    RoundDeleted: ({"lobby", "live", "finished"}, _game_over, round_transitions.delete),
    PartnersSwitched: (
        {"live"},
        partial(GameNotLive, "Partners can switch only while the game is under way."),
        lineup_transitions.switch,
    ),
    PointsAwarded: (
        {"live"},
        partial(GameNotLive, "Points can be awarded only while the game is under way."),
        _award,
    ),
    BagsTouched: ({"live"}, partial(GameNotLive, "There are no live bags to touch."), bag_transitions.touch),
    GameForfeited: ({"lobby", "live"}, _game_over, _forfeit),
    GameConceded: ({"lobby", "live"}, _game_over, _concede),
    GameCanceled: ({"lobby", "live", "finished"}, _game_canceled, _cancel),
    GameSetAside: ({"lobby", "live"}, _game_over, _set_aside),
    CourtChanged: ({"lobby", "live"}, _game_over, _change_court),
    StandingUpdated: ({"lobby", "live", "finished", "canceled"}, _game_over, _update_standing),
    Confirmed: (
        {"finished"},
        partial(GameNotOver, "There is no result to confirm before the game is over."),
        _confirm,
    ),
    HelpRequested: ({"lobby", "live", "finished"}, _game_over, _request_help),
    HelpCleared: ({"lobby", "live", "finished"}, _game_over, _clear_help),
}
_ALLOWED_WHILE_ASIDE = {CourtChanged, GameCanceled, StandingUpdated}
"""Events allowed while a game is set aside; undo is refused by the history."""
