"""Pools and brackets played by chance, with people who leave, come late, and results that were wrong."""

from contextlib import suppress
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from goat_kiosk.errors import KioskError
from goat_kiosk.tournament.division_events import EntryWithdrawn
from goat_kiosk.tournament.division_places import division_places
from goat_kiosk.tournament.drawing import place_late
from goat_kiosk.tournament.effect import difference
from goat_kiosk.tournament.event_fields import MatchSide
from goat_kiosk.tournament.fold import fold
from goat_kiosk.tournament.next_stages import draw_next_stages, stages_to_draw
from goat_kiosk.tournament.pace import forecast
from goat_kiosk.tournament.queue import court_queue
from goat_kiosk.tournament.road import TournamentRoads
from goat_kiosk.tournament.slots import entries_of
from goat_kiosk.tournament.stage import Stage, StageSource
from goat_kiosk.tournament.state.encoding import encode_parts
from tests.tournament.night import Night

NIGHTS = (
    (
        Stage("round-robin", pools=2),
        Stage("double", source=StageSource(1, pool_places=(1, 2))),
        Stage("single", source=StageSource(1, pool_places=(3, 256))),
    ),
    (Stage("round-robin"), Stage("single", third_place=True, source=StageSource(1, places=(1, 4)))),
    (Stage("round-robin", pools=3), Stage("round-robin", source=StageSource(1, pool_places=(1, 1)))),
    (Stage("double"), Stage("single", source=StageSource(1, places=(3, 6)))),
)
STEPS = ["win"] * 8 + ["call", "leave", "late", "correct", "draw"]


@given(st.sampled_from(NIGHTS), st.integers(6, 12), st.integers(0, 2**32), st.data())
@settings(max_examples=25)
def test_a_night_of_stages_is_played_to_its_end_whatever_happens(
    stages: tuple[Stage, ...], entries: int, seed: int, data: st.DataObject
) -> None:
    night, random = Night(entries, *stages), Random(seed)  # noqa: S311  chance that a test repeats
    night.draw()
    for _ in range(30):
        before = pinned(night)
        take_step(night, data.draw(st.sampled_from(STEPS)), random)
        after = {match.id: match.entries for match in night.matches.values()}
        assert {match: after[match] for match in before} == before, "what was called keeps its sides"
    play_to_the_end(night, random)
    assert fold(night.first, night.log) == night.state
    check_everywhere(night)


def pinned(night: Night) -> dict[str, tuple[int, ...]]:
    matches = night.matches
    return {match: matches[match].entries for match, one in night.division.matches.items() if one.sides is not None}


def take_step(night: Night, step: str, random: Random) -> None:
    over = [match for match in night.matches.values() if night.division.decisions(match.id).result is not None]
    with suppress(KioskError, IndexError):
        match step:
            case "draw":
                draw(night, random)
            case "late":
                number = max(night.state.entries) + 1
                night.enter(number)
                night.add(place_late(night.state, night.division, number))
            case "leave":
                night.add(EntryWithdrawn(random.choice(random.choice(night.ready).entries)))
            case "correct":
                match = random.choice(over)
                night.record(match, 2 if match.winner == 1 else 1, "wrong sheet")
            case "call":
                night.call(random.choice(night.ready).id)
            case _:
                win(night, random)


def win(night: Night, random: Random) -> None:
    winner: MatchSide = random.choice((1, 2))
    night.record(random.choice([match for match in night.ready if not match.is_out_of_line]), winner)


def draw(night: Night, random: Random) -> None:
    for drawn in draw_next_stages(night.state, night.division, random.shuffle):
        night.add(drawn)


def play_to_the_end(night: Night, random: Random) -> None:
    """Let every match stand that is out of line, and play what is left."""
    for _ in range(400):
        out = [match for match in night.matches.values() if match.is_out_of_line and match.status != "not-needed"]
        called = [match for match in night.matches.values() if match.status == "called"]
        if out:
            with suppress(KioskError):
                night.rule(out[0].id, random.choice(("stands", "replay")))
        elif called:
            night.record(called[0], random.choice((1, 2)))
        elif night.ready:
            win(night, random)
        elif stages_to_draw(night.state, night.division):
            try:
                draw(night, random)
            except KioskError:
                return  # too few are left
        else:
            return
    raise AssertionError([(match.id, match.status, match.sides, match.due) for match in night.matches.values()])


def check_everywhere(night: Night) -> None:
    """Everything that walks through matches copes with all of them."""
    queue = court_queue(night.state, night.now)
    forecast(night.state, night.now, queue)
    roads = TournamentRoads(night.state, night.now)
    assert {roads.of(player).player for player in night.state.players} == set(night.state.players)
    assert difference(night.state, night.state).matches == ()
    assert sum(len(part.matches) for part in encode_parts(night.state, night.division)) == len(night.matches)
    places = division_places(night.state, night.division, night.matches)
    assert len({place.entry for place in places}) == len(places)
    for match in night.matches.values():
        assert set(match.entries) <= entries_in(night, 1), "who plays in a later stage comes from the first"


def entries_in(night: Night, stage: int) -> set[int]:
    matches = (match for match in night.matches.values() if match.stage == stage)
    return {entry for match in matches for slot in match.sides for entry in entries_of(slot)}
