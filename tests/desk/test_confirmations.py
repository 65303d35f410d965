"""Confirmations of a result by both captains: which phone may answer for which team."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.confirmations import (
    MAX_ANSWERS_PER_ADDRESS,
    MAX_ANSWERS_PER_PHONE,
    ConfirmationRequest,
    Confirmations,
    Respondent,
)
from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import (
    Confirmed,
    Count,
    GameCreated,
    PlayerJoined,
    Redone,
    RoundCorrected,
    Team,
    TeamEntry,
    Undone,
)
from goat_kiosk.domain.games.game import ACTIVE_MS
from goat_kiosk.domain.transitions.game_transitions import MAX_CONFIRMATIONS, MAX_CONFIRMATIONS_PER_PLAYER, apply
from goat_kiosk.errors import AnsweredElsewhere, InvalidValue, RuleViolation, StaleView
from goat_kiosk.exports.verification import find_problems
from goat_kiosk.store.log.event_log import EventLog
from tests.games import AT, rounds_entered

TEAM1_PHONE, TEAM2_PHONE = Respondent(phone_id="one"), Respondent(phone_id="two")
ROUNDS = rounds_entered(((4, 0), (0, 0)), ((4, 0), (0, 0)))


class Desk:
    """A finished game: Ada of Orange was entered at the desk, Otis of Blue joined by phone."""

    def __init__(self, log: EventLog) -> None:
        self.now, self.log = AT, log
        self.scorekeeper = Scorekeeper(log, "Patio", lambda: self.now)
        lobby = Lobby(self.scorekeeper)
        self.confirmations = Confirmations(self.scorekeeper, lobby)
        orange, blue = TeamEntry("Orange", "#ff8a1f", ("Ada",)), TeamEntry("Blue", "#4db2ff")
        self.game = self.scorekeeper.create(GameCreated("Court 1", orange, blue)).game_id
        self.otis = Respondent((lobby.join(self.game, PlayerJoined(2, "Otis"))[1] or "",), "otis")
        for event in ROUNDS:
            self.scorekeeper.record(self.game, event)
        self.result = self.scorekeeper.snapshot(self.game).result

    def answer(
        self, team: Team, phone: Respondent, name: str = "Ada", *, right: bool = True, key: str | None = None
    ) -> Change:
        result = self.scorekeeper.snapshot(self.game).result
        return self.confirmations.confirm(self.game, ConfirmationRequest(team, right, name, result), phone, key)

    def receipt(self) -> dict[str, Any]:
        state = msgspec.json.decode(self.scorekeeper.snapshot(self.game).state)
        receipt: dict[str, Any] = state["receipt"]
        return receipt


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with EventLog(tmp_path / "events.db") as log:
        yield Desk(log)
        assert find_problems(log, log.game_ids()[0]) == []


def test_the_receipt_is_final_when_both_teams_confirm(desk: Desk) -> None:
    assert desk.receipt() == {"hash": desk.result}
    desk.answer(1, TEAM1_PHONE, " Ada\u202e ")
    assert not desk.scorekeeper.history(desk.game).game.is_confirmed
    change = desk.answer(2, desk.otis, "ignored")
    assert change.game.is_confirmed
    assert desk.receipt() == {
        "hash": desk.result,
        "team1": {"name": "Ada", "right": True, "seated": False},
        "team2": {"name": "Otis", "right": True, "seated": True},
    }
    again = Scorekeeper(desk.log, "Patio", lambda: AT)
    assert again.snapshot(desk.game).state == change.state, "it is as durable as a bag"


def test_a_repeated_answer_or_key_records_nothing(desk: Desk) -> None:
    first = desk.answer(1, TEAM1_PHONE)
    assert desk.answer(1, TEAM1_PHONE).history.seq == first.history.seq
    assert desk.answer(1, TEAM2_PHONE).history.seq == first.history.seq
    wrong = desk.answer(1, TEAM1_PHONE, right=False, key="again")
    desk.answer(1, TEAM1_PHONE)
    assert desk.answer(1, TEAM1_PHONE, right=False).history.seq == wrong.history.seq + 2, (
        "one may change one's mind, and again"
    )


def test_a_players_phone_cannot_answer_for_the_other_team(desk: Desk) -> None:
    desk.answer(1, TEAM1_PHONE)
    with pytest.raises(RuleViolation, match=r"This phone answers for Orange\. Blue must answer on another phone"):
        desk.answer(2, TEAM1_PHONE)
    with pytest.raises(RuleViolation, match="This phone answers for Blue"):
        desk.answer(1, desk.otis)
    assert desk.answer(2, TEAM2_PHONE, "Bob").game.is_confirmed


def test_no_other_phone_changes_the_answer_of_a_player_who_joined_by_phone(desk: Desk) -> None:
    desk.answer(2, TEAM2_PHONE, "Prankster", right=False)
    assert not desk.receipt()["team2"]["right"]
    desk.answer(2, desk.otis)
    with pytest.raises(RuleViolation, match="Otis has answered for this team"):
        desk.answer(2, TEAM2_PHONE, "Prankster", right=False)
    assert desk.receipt()["team2"] == {"name": "Otis", "right": True, "seated": True}


@pytest.mark.parametrize(
    "back", [[Undone(), ROUNDS[1]], [Undone(), Redone()], [RoundCorrected(1, Count(4, 0), Count(0, 1))]]
)
def test_a_corrected_or_reopened_game_loses_its_confirmations(desk: Desk, back: list[Any]) -> None:
    desk.answer(1, TEAM1_PHONE)
    desk.answer(2, desk.otis)
    changes = [desk.scorekeeper.record(desk.game, event) for event in back]
    assert all(change.game.confirmations == () for change in changes)
    change = changes[-1]
    while change.game.status != "finished":
        change = desk.scorekeeper.record(desk.game, ROUNDS[1])
    assert desk.receipt() == {"hash": change.result}
    assert change.result != desk.result
    with pytest.raises(StaleView, match="was corrected since"):
        desk.confirmations.confirm(desk.game, ConfirmationRequest(1, True, "Ada", desk.result), TEAM1_PHONE)  # noqa: FBT003  a struct


def test_undoing_a_correction_restores_no_confirmation(desk: Desk) -> None:
    desk.answer(1, TEAM1_PHONE)
    desk.scorekeeper.record(desk.game, RoundCorrected(1, Count(4, 0), Count(0, 1)))
    assert desk.scorekeeper.record(desk.game, Undone()).game.confirmations == ()


def test_undo_after_a_confirmation_removes_the_last_bag_not_the_confirmation(desk: Desk) -> None:
    desk.answer(1, TEAM1_PHONE)
    game = desk.scorekeeper.record(desk.game, Undone()).game
    assert (game.status, len(game.rounds)) == ("live", 1)


def test_one_phone_cannot_use_up_the_answers_of_others(desk: Desk) -> None:
    for place in range(MAX_ANSWERS_PER_PHONE):
        desk.answer(1, TEAM1_PHONE, right=place % 2 == 0)
    with pytest.raises(RuleViolation, match="This phone has answered many times"):
        desk.answer(1, TEAM1_PHONE)
    desk.answer(2, TEAM2_PHONE, "Bob")
    desk.answer(1, Respondent(phone_id="another"), "Ada")


def test_one_address_with_many_phone_ids_does_not_use_up_the_answers_of_others(desk: Desk) -> None:
    for place in range(MAX_ANSWERS_PER_ADDRESS):
        desk.answer(1, Respondent(phone_id=f"made up {place}", address="10.0.0.9"), f"Eve {place}")
    with pytest.raises(RuleViolation, match="answered many times"):
        desk.answer(1, Respondent(phone_id="one more", address="10.0.0.9"), "Eve")
    desk.answer(2, Respondent(phone_id="other side", address="10.0.0.9"), "Bob")
    desk.answer(1, Respondent(phone_id="captain", address="10.0.0.1"), "Ada")
    assert len(desk.confirmations._answers) <= 2_000


def test_strangers_cannot_use_up_the_answers_of_a_seated_player(desk: Desk) -> None:
    for place in range(MAX_CONFIRMATIONS):
        desk.answer(2, Respondent(phone_id=f"{place}", address=f"{place}"), f"Eve {place}", right=False)
    assert desk.answer(2, desk.otis).game.answer(2) == Confirmed(2, "Otis", desk.result, right=True, seated=True)
    for place in range(MAX_CONFIRMATIONS_PER_PLAYER - 1):
        desk.answer(2, desk.otis, right=place % 2 == 1)
    with pytest.raises(RuleViolation, match="Settle it at the desk"):
        desk.answer(2, desk.otis)


def test_a_client_without_a_phone_id_is_known_by_its_address(desk: Desk) -> None:
    for place in range(MAX_ANSWERS_PER_PHONE):
        desk.answer(1, Respondent(address="10.0.0.9"), right=place % 2 == 0)
    with pytest.raises(RuleViolation, match="answered many times"):
        desk.answer(1, Respondent(address="10.0.0.9"))
    desk.answer(1, Respondent(address="10.0.0.1"), "Ada")


def test_answers_are_limited_in_number_and_time(desk: Desk) -> None:
    for place in range(MAX_CONFIRMATIONS):
        desk.answer(1, Respondent(phone_id=f"{place}", address=f"{place}"), right=place % 2 == 0)
    with pytest.raises(RuleViolation, match="Settle it at the desk"):
        desk.answer(1, Respondent(phone_id="x", address="x"), "Ada")
    desk.answer(2, TEAM2_PHONE, "Bob")
    desk.now += ACTIVE_MS + 1
    with pytest.raises(RuleViolation, match="over long ago"):
        desk.answer(2, TEAM2_PHONE, "Bob")


def test_names_are_cleaned_and_checked_against_the_blocklist(desk: Desk) -> None:
    for name, why in (("\u202e", "at least one letter"), ("Sh1t", "not shown on the wall")):
        with pytest.raises(InvalidValue, match=why):
            desk.answer(1, TEAM1_PHONE, name)
    assert desk.receipt() == {"hash": desk.result}


def test_an_unfinished_game_cannot_be_confirmed(desk: Desk) -> None:
    desk.scorekeeper.record(desk.game, Undone())
    with pytest.raises(RuleViolation, match="before the game is over"):
        desk.confirmations.confirm(desk.game, ConfirmationRequest(1, True, "Ada", "0" * 64), TEAM1_PHONE)  # noqa: FBT003  a struct
    assert not any(isinstance(row.event, Confirmed) for row in desk.log.events(desk.game))


def test_a_captain_without_a_phone_answers_at_the_desk(desk: Desk) -> None:
    def answer_at_desk(team: Team, name: str, *, right: bool = True) -> Confirmed | None:
        request = ConfirmationRequest(team, right, name, desk.result)
        return desk.confirmations.confirm_at_desk(desk.game, request).game.answer(team)

    desk.answer(1, TEAM1_PHONE, "Joker", right=False)
    assert answer_at_desk(1, "Ada") == Confirmed(1, "Ada", desk.result, desk=True)
    with pytest.raises(AnsweredElsewhere, match="Ada has answered for this team at the desk"):
        desk.answer(1, TEAM1_PHONE, "Joker", right=False)
    events = len(desk.log.events(desk.game))
    answer_at_desk(1, "Ada")
    assert len(desk.log.events(desk.game)) == events, "the same answer is not recorded twice"
    assert answer_at_desk(2, "Otis", right=False) == Confirmed(2, "Otis", desk.result, right=False, desk=True)
    assert desk.scorekeeper.history(desk.game).game.is_disputed
    desk.answer(2, desk.otis)
    assert desk.scorekeeper.history(desk.game).game.is_confirmed, "a player's own phone beats the desk"
    with pytest.raises(AnsweredElsewhere, match="on the phone that joined"):
        answer_at_desk(2, "Otis", right=False)


def test_answers_under_typed_names_do_not_use_up_those_at_the_desk(desk: Desk) -> None:
    game = desk.scorekeeper.history(desk.game).game
    typed = tuple(Confirmed(1, f"Joker {n}", desk.result, right=False) for n in range(MAX_CONFIRMATIONS))
    answer = Confirmed(1, "Ada", desk.result, desk=True)
    assert apply(msgspec.structs.replace(game, confirmations=typed), answer, AT).answer(1) == answer
