"""Match card: what a drawn bracket says of one match, in the window's language."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.text.tournament_words import how_words, side_name
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.event_fields import MatchSide
from goat_kiosk.tournament.match import Match, MatchStatus
from goat_kiosk.tournament.slots import entry_of
from goat_kiosk.tournament.tournament import Division, Tournament

SideResult = Literal["winner", "loser", "undecided", "unknown"]
_SIDES: tuple[MatchSide, MatchSide] = (1, 2)


class CardSide(NamedTuple):
    """One side of a match."""

    name: str
    """Of the entry, or where it comes from if it is not known yet."""
    result: SideResult
    seed: int | None = None
    points: tuple[int, ...] = ()
    """In each game, as far as they are recorded."""


class MatchCard(NamedTuple):
    """One match."""

    id: MatchId
    status: MatchStatus
    sides: tuple[CardSide, CardSide]
    court: str
    """Where it is called or played; else empty."""
    note: str
    """What is special about it, such as a forfeit; mostly empty."""
    needs_ruling: bool
    """Whether the director has to decide something about it."""

    @property
    def is_live(self) -> bool:
        """Whether it is called or played now."""
        return self.status in {"called", "playing"}


def match_cards(
    tournament: Tournament, division: Division, matches: Mapping[MatchId, Match], shown: Iterable[MatchId]
) -> dict[MatchId, MatchCard]:
    """Return the cards of the matches that are `shown`."""
    seeds = _seeds(division)
    with use_window_language():
        return {match: _card(tournament, division, matches[match], seeds) for match in shown}


def card_text(card: MatchCard) -> str:
    """Return a card as one line for a screen reader."""
    first, second = (" ".join([side.name, *map(str, side.points)]) for side in card.sides)
    winner = next((side.name for side in card.sides if side.result == "winner"), "")
    facts = (
        t("{match}: {first} against {second}", match=card.id, first=first, second=second),
        t("{team} won", team=winner) if winner else "",
        t("being played on {court}", court=card.court) if card.status == "playing" else "",
        t("called to {court}", court=card.court) if card.status == "called" else "",
        card.note,
    )
    return ", ".join(fact for fact in facts if fact)


def _seeds(division: Division) -> dict[int, int]:
    """Return the seed of each entry; none after a draw by chance, where they say nothing."""
    if division.draw is None or division.draw.method == "random" or division.bracket_stages != [1]:
        return {}
    return {entry: seed for seed, entry in division.draw.seeds.items()}


def _card(tournament: Tournament, division: Division, match: Match, seeds: Mapping[int, int]) -> MatchCard:
    decisions = division.decisions(match.id)
    first, second = (_side(tournament, division, match, side, seeds) for side in _SIDES)
    is_live = match.status in {"called", "playing"}
    needs_ruling = bool(decisions.protest) or (match.is_out_of_line and decisions.ruling != "stands")
    return MatchCard(
        match.id,
        match.status,
        (first, second),
        (decisions.court or "") if is_live else "",
        _note(division, match, needs_ruling=needs_ruling),
        needs_ruling,
    )


def _side(
    tournament: Tournament, division: Division, match: Match, side: MatchSide, seeds: Mapping[int, int]
) -> CardSide:
    slot = match.sides[side - 1]
    entry = entry_of(slot)
    points = tuple(score[side - 1] for score in division.decisions(match.id).scores)
    result: SideResult = "unknown" if entry is None else "undecided"
    if match.winner is not None:
        result = "winner" if match.winner == side else "loser"
    name = side_name(tournament, slot) if entry is None else tournament.entry_name(entry)
    return CardSide(name, result, seeds.get(entry or 0), points)


def _note(division: Division, match: Match, *, needs_ruling: bool) -> str:
    decisions = division.decisions(match.id)
    if needs_ruling:
        return t("protest") if decisions.protest else t("needs a ruling")
    if match.how not in {None, "played"}:
        return how_words(match)
    if match.status == "reported":
        return t("reported")
    return t("on hold") if decisions.held and match.status in {"waiting", "ready"} else ""
