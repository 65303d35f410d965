"""States of tournaments as JSON: parts that fit a message, numbers of divisions, money and reasons."""

import msgspec
import pytest

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH
from goat_kiosk.domain.state.state import format_timestamp
from goat_kiosk.tournament.division_events import DivisionAdded, Drawn, EntryMade
from goat_kiosk.tournament.events import PlayerChanged, PlayerDropped, PlayerSignedUp, TournamentPaused
from goat_kiosk.tournament.match_events import SidesMissing
from goat_kiosk.tournament.state.chunks import split_state
from goat_kiosk.tournament.state.encoding import Reader, TournamentIdentity, encode_parts, encode_tournament
from goat_kiosk.tournament.state.matches import encode_matches
from goat_kiosk.tournament.state.standings import encode_standings
from goat_kiosk.tournament.state.state import CallClockState, TournamentState
from tests.tournament.night import DIVISION, DOUBLE, MINUTE, Night

MESSAGE_BYTES = 64 * 1024
IDENTITY = TournamentIdentity(7, "c0ffee00", "Patio")


def encoded(night: Night, *, sees_money: bool = False) -> bytes:
    return msgspec.json.encode(encode_tournament(IDENTITY, night.state, Reader(night.now, sees_money=sees_money)))


def play_all(night: Night) -> None:
    """Play every match; the first side wins."""
    while night.ready:
        for match in night.ready:
            night.record(match, 1)


@pytest.mark.parametrize("entries", [2, 5, 64, 256])
@pytest.mark.parametrize("is_over", [False, True])
def test_parts_fit_a_message_and_make_up_the_division(entries: int, *, is_over: bool) -> None:
    night = Night(min(entries, 64) if is_over else entries)
    night.draw()
    if is_over:
        play_all(night)
    division = night.state.divisions[DIVISION]
    parts = encode_parts(night.state, division)
    assert all(len(msgspec.json.encode(part)) <= MESSAGE_BYTES for part in parts)
    assert [(part.part, part.of) for part in parts] == [(number, len(parts)) for number in range(1, len(parts) + 1)]
    assert [match for part in parts for match in part.matches] == encode_matches(night.state, division)
    rows = [row for part in parts for row in part.standings.get("1", [])]
    assert rows == encode_standings(night.state, division, str)
    assert bool(rows) == is_over


def test_the_matches_of_256_entries_need_several_parts() -> None:
    night = Night(256)
    night.draw()
    assert len(encode_parts(night.state, night.state.divisions[DIVISION])) > 1


def test_a_division_before_its_draw_is_one_empty_part() -> None:
    night = Night(4)
    (part,) = encode_parts(night.state, night.state.divisions[DIVISION])
    assert (part.matches, part.standings) == ([], {})


def test_money_is_for_the_desk_and_reasons_for_the_log() -> None:
    night = Night(4)
    night.add(PlayerChanged(1, paid=True))
    night.add(PlayerDropped(2, "Drunk.", is_private=True))
    assert b"paid" not in encoded(night)
    assert b"Drunk" not in encoded(night, sees_money=True)
    desk = msgspec.json.decode(encoded(night, sees_money=True), type=TournamentState)
    assert [player.paid for player in desk.players] == [True, False, False, False]


def test_a_division_has_the_number_of_the_event_that_changed_it() -> None:
    night = Night(4)
    night.draw()
    drawn_at = night.state.seq
    night.add(PlayerChanged(1, paid=True))
    assert night.state.divisions[DIVISION].seq == drawn_at
    night.win("W1-1", 1)
    assert night.state.divisions[DIVISION].seq == night.state.seq


def test_a_state_can_be_read_again() -> None:
    night = Night(4)
    night.draw()
    night.win("W1-1", 1)
    night.call("W1-2")
    state = encode_tournament(IDENTITY, night.state, Reader(night.now))
    assert msgspec.json.decode(msgspec.json.encode(state), type=TournamentState) == state


def test_a_match_has_its_place_in_the_drawn_bracket() -> None:
    night = Night(3)
    night.draw()
    division = night.state.divisions[DIVISION]
    places = {match.match: (match.column, match.row) for match in encode_matches(night.state, division)}
    assert places["W2-1"] == (1, 1.0)
    assert places["W1-1"] == (msgspec.UNSET, msgspec.UNSET), "a bye is not drawn"


def _large_night(name: str) -> Night:
    """Return 256 pairs whose players have names as long as can be."""
    night = Night(0)
    night.add(DivisionAdded(2, "Pairs", "pairs", (DOUBLE,)))
    for entry in range(1, 257):
        players = 2 * entry - 1, 2 * entry
        for player in players:
            night.add(PlayerSignedUp(player, f"{name * MAX_NAME_LENGTH}"[:-3] + f"{player:03}"))
        night.add(EntryMade(entry, 2, players))
    night.add(Drawn(2, tuple(range(1, 257)), "order"))
    return night


@pytest.mark.parametrize("letter", ["n", "漢"])
def test_a_state_too_large_for_a_message_is_in_parts_that_make_it_up(letter: str) -> None:
    night = _large_night(letter)
    whole = encode_tournament(IDENTITY, night.state, Reader(night.now))
    assert len(msgspec.json.encode(whole)) > MESSAGE_BYTES
    state, parts = split_state(whole)
    assert all(len(msgspec.json.encode(message)) <= MESSAGE_BYTES for message in (state, *parts))
    assert [(part.part, part.of) for part in parts] == [(number, state.parts) for number in range(1, len(parts) + 1)]
    assert [player for part in parts for player in part.players] == whole.players
    assert [entry for part in parts for entry in part.entries] == whole.entries
    assert [row for part in parts for row in part.queue] == whole.queue
    matches = encode_parts(night.state, night.state.divisions[2])
    assert all(len(msgspec.json.encode(part)) <= MESSAGE_BYTES for part in matches)


def test_a_state_that_fits_is_one_message() -> None:
    night = Night(64)
    night.draw()
    whole = encode_tournament(IDENTITY, night.state, Reader(night.now))
    assert split_state(whole) == (whole, [])


def test_a_missing_side_has_a_clock_with_its_times_from_the_start_of_the_program_on() -> None:
    night = Night(4)
    night.draw()
    night.call("W1-1")
    assert encode_tournament(IDENTITY, night.state, Reader(night.now)).call_clocks is msgspec.UNSET
    night.add(SidesMissing(DIVISION, "W1-1", (2,)))
    missing_at, later = night.now, Reader(night.now + 4 * MINUTE)
    times = [format_timestamp(missing_at + minutes * MINUTE) for minutes in (3, 5, 8)]
    expected = [CallClockState(DIVISION, "W1-1", "Board 1", (2,), *times)]
    assert encode_tournament(IDENTITY, night.state, later).call_clocks == expected
    restarted = later._replace(since=missing_at + 2 * MINUTE)
    clocks = encode_tournament(IDENTITY, night.state, restarted).call_clocks
    assert isinstance(clocks, list)
    assert clocks[0].call_again_at == format_timestamp(missing_at + 5 * MINUTE)
    night.add(TournamentPaused())
    assert encode_tournament(IDENTITY, night.state, later).call_clocks is msgspec.UNSET


def test_the_queue_says_when_a_match_is_called_by_itself() -> None:
    night = Night(8)
    night.draw()
    reader = Reader(night.now, due_at={(DIVISION, "W1-2"): night.now + 20_000})
    due_at = {row.match: row.due_at for row in encode_tournament(IDENTITY, night.state, reader).queue}
    assert due_at["W1-2"] == format_timestamp(night.now + 20_000)
    assert due_at["W1-1"] is msgspec.UNSET
