"""Pool cards of a tournament: the matches of each pool in their order, to hang up at its court and fill in."""

from collections.abc import Iterator
from typing import NamedTuple

from goat_kiosk.text.i18n import t
from goat_kiosk.text.tournament_words import result_words, side_name
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_rules import match_rules
from goat_kiosk.tournament.pool_courts import pool_key
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.tournament import Division, Tournament


class PoolCardRow(NamedTuple):
    """A match of a pool."""

    id: str
    round: int
    sides: tuple[str, str]
    result: str
    """Empty while it is to be filled in."""


class PoolCard(NamedTuple):
    """The matches of a pool in words."""

    title: str
    division: str
    """Empty where the tournament has only one."""
    courts: str
    """Where it plays; empty where each match is called to any court."""
    play_to: int
    rows: list[PoolCardRow]


def pool_cards(tournament: Tournament) -> list[PoolCard]:
    """Return the cards of all pools and round robins that are not over."""
    return [card for division in tournament.divisions.values() for card in _cards(tournament, division)]


def _cards(tournament: Tournament, division: Division) -> Iterator[PoolCard]:
    pools: dict[tuple[int, int], list[Match]] = {}
    for match in resolve(tournament, division).values():
        _, stage, pool = pool_key(division.number, match.id)
        if division.stage(stage).format == "round-robin":
            pools.setdefault((stage, pool), []).append(match)
    for (stage, pool), matches in pools.items():
        if any(match.status not in {"over", "not-needed"} for match in matches):
            yield _card(tournament, division, (stage, pool), matches)


def _card(tournament: Tournament, division: Division, pool: tuple[int, int], matches: list[Match]) -> PoolCard:
    stage, number = division.stage(pool[0]), pool[1]
    return PoolCard(
        t("Pool {number}", number=number) if stage.pools > 1 else t("Round robin"),
        division.name if len(tournament.divisions) > 1 else "",
        ", ".join(stage.pool_courts.get(f"P{number}", ())),
        match_rules(tournament, division, matches[0].id).target,
        [_row(tournament, division, match) for match in matches],
    )


def _row(tournament: Tournament, division: Division, match: Match) -> PoolCardRow:
    first, second = (side_name(tournament, slot) for slot in match.sides)
    result = result_words(division, match) if match.status == "over" else ""
    return PoolCardRow(match.id, match.round, (first, second), result)
