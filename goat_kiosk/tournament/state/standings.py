"""Standings of a stage: the places that are known, with what each entry has won and lost."""

from goat_kiosk.errors import Message
from goat_kiosk.tournament.division_places import stage_places
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.records import StageRecord, count_records, matches_that_count
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage_table import stage_matches
from goat_kiosk.tournament.state.state import StandingRow
from goat_kiosk.tournament.state.wording import Wording
from goat_kiosk.tournament.tournament import ELIMINATIONS, Division, Tournament


def encode_standings(tournament: Tournament, division: Division, wording: Wording, stage: int = 1) -> list[StandingRow]:
    """Return the rows of the entries whose place in a stage is known, the best first; none before the draw."""
    matches = resolve(tournament, division)
    own = stage_matches(matches, stage)
    is_table = division.stage(stage).format not in ELIMINATIONS
    records = count_records(division, matches_that_count(tournament.entries, division, own) if is_table else own)
    rows: list[StandingRow] = []
    for place in stage_places(tournament, division, stage, matches):
        record = records.get(place.entry, StageRecord())
        over = [match for match in own if match.status == "over" and place.entry in match.entries]
        rows.append(
            StandingRow(
                place.place,
                place.entry,
                record.played,
                record.wins,
                record.losses,
                record.points_for,
                record.points_against,
                record.differential,
                None,
                wording(_why(over, place.entry)),
            )
        )
    return rows


def _why(own: list[Match], entry: int) -> Message:
    """Return what decided the place: the last match of the entry."""
    if not own:
        return Message("It has played no match.")
    last = own[-1]
    if entry in last.winners:
        return Message("It won {match}, its last match.", match=last.id)
    return Message("It did not win {match}, its last match.", match=last.id)
