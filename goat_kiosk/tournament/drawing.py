"""Drawing: the events that put entries into a bracket; chance is passed in, and only its outcome is recorded.

An odd player of a blind draw is a walker: an entry of one, who throws at both ends. Nobody is a placeholder.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import count, zip_longest

from msgspec.structs import replace

from goat_kiosk.errors import RuleViolation
from goat_kiosk.tournament.events import Drawn, DrawnTeam, EntryNumber, LateEntryPlaced, PlayInAdded
from goat_kiosk.tournament.tournament import Division, Entry, Tournament
from goat_kiosk.tournament.transitions.entries import free_seeds, play_in_seeds

Shuffle = Callable[[list[int]], None]
"""Brings a list into an order by chance, as `random.Random.shuffle` does."""
Ratings = Mapping[int, float]
"""The rating of a player by number; who is not in it has none."""


def draw(
    tournament: Tournament,
    division: Division,
    shuffle: Shuffle,
    ratings: Ratings | None = None,
    order: Sequence[EntryNumber] = (),
) -> Drawn:
    """Return the draw of a division by the seeding of its first stage; `order` seeds in that order instead.

    Raises `RuleViolation` for a seeding by ratings without ratings.
    """
    teams = _teams(tournament, division, shuffle) if division.kind == "blind-draw" else ()
    entries = [Entry(team.entry, division.number, team.players) for team in teams] or [
        entry for entry in tournament.division_entries(division.number) if entry.status != "withdrawn"
    ]
    if order:
        return Drawn(division.number, tuple(order), "order", teams)
    seeding = division.stages[0].seeding
    if seeding == "rating" and ratings is None:
        raise RuleViolation("This kiosk has no ratings to seed by yet. Seed by chance, or give the seeds yourself.")
    numbers = [entry.number for entry in entries]
    if seeding == "order":
        numbers = [entry.number for entry in sorted(entries, key=_order_of_seed)]
    else:
        shuffle(numbers)  # with ratings, chance decides among equals and among those without
    if seeding == "rating":
        strength = {entry.number: _rating(entry, ratings or {}) for entry in entries}
        numbers.sort(key=lambda number: -strength[number])
    return Drawn(division.number, tuple(numbers), seeding, teams)


def redraw(tournament: Tournament, division: Division, shuffle: Shuffle, reason: str) -> Drawn:
    """Return another draw of a division, with the places that are kept for late entries as long as before."""
    kept, until = ((), None) if division.draw is None else (division.draw.kept, division.draw.until)
    drawn = draw(tournament, division, shuffle)
    return replace(drawn, late_spots=len(kept), until=until, reason=reason)


def place_late(tournament: Tournament, division: Division, entry: int) -> LateEntryPlaced | PlayInAdded:
    """Return the event that brings a late entry into the bracket: into a free bye, else by a play-in.

    Raises `RuleViolation` if everybody whom it could meet has been called.
    """
    if (seed := next(free_seeds(tournament, division, entry), None)) is not None:
        return LateEntryPlaced(entry, seed)
    if (seed := next(play_in_seeds(tournament, division, entry), None)) is not None:
        return PlayInAdded(entry, seed)
    raise RuleViolation(
        "{entry} is too late for {division}: everybody has been called.",
        entry=tournament.entry_name(entry),
        division=division.name,
    )


def _teams(tournament: Tournament, division: Division, shuffle: Shuffle) -> tuple[DrawnTeam, ...]:
    """Pair the people of a blind draw: by chance, or one A with one B as far as they reach."""
    people = [
        entry.players[0]
        for entry in tournament.entries.values()
        if entry.division == division.number and not entry.is_drawn and entry.status != "withdrawn"
    ]
    shuffle(people)
    if division.pairing == "grades":
        people = _alternate(tournament, people)
    numbers = count(max(tournament.entries, default=0) + 1)
    pairs = zip_longest(people[::2], people[1::2])
    return tuple(DrawnTeam(next(numbers), (first,) if second is None else (first, second)) for first, second in pairs)


def _alternate(tournament: Tournament, people: list[int]) -> list[int]:
    """Return the people with the A players at even places and the others at odd ones, as far as they reach."""
    strong = [player for player in people if tournament.players[player].grade == "A"]
    others = [player for player in people if tournament.players[player].grade != "A"]
    paired = min(len(strong), len(others))
    mixed = [player for pair in zip(strong, others, strict=False) for player in pair]
    return mixed + strong[paired:] + others[paired:]


def _order_of_seed(entry: Entry) -> tuple[bool, int, int]:
    """Entries with a seed come first, then the others in the order in which they entered."""
    return entry.seed is None, entry.seed or 0, entry.number


def _rating(entry: Entry, ratings: Ratings) -> float:
    """Return the mean rating of an entry's players; without any, less than everybody's."""
    known = [ratings[player] for player in entry.players if player in ratings]
    return sum(known) / len(known) if known else float("-inf")
