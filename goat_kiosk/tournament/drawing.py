"""Drawing: the events that put entries into a bracket; chance is passed in, and only its outcome is recorded.

An odd player of a blind draw is a walker: an entry of one, who throws at both ends. Nobody is a placeholder.
"""

from collections.abc import Callable, Sequence
from itertools import count, zip_longest

from msgspec.structs import replace

from goat_kiosk.errors import RuleViolation
from goat_kiosk.tournament.division_events import Drawn, DrawnTeam, LateEntryPlaced, PlayInAdded, StrengthCounts
from goat_kiosk.tournament.entrants import entrant_count, next_entrants
from goat_kiosk.tournament.event_fields import EntryNumber
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage import Seeding
from goat_kiosk.tournament.strength import Ratings, count_strengths, entry_rating, grade_places, order_by_strength
from goat_kiosk.tournament.tournament import Division, Entry, Tournament
from goat_kiosk.tournament.transitions.late_entries import free_seeds, play_in_seeds
from goat_kiosk.tournament.transitions.lookup import find_stage

Shuffle = Callable[[list[int]], None]
"""Brings a list into an order by chance, as `random.Random.shuffle` does."""
_NOBODY_RATED: Ratings = {}


def draw(
    tournament: Tournament,
    division: Division,
    shuffle: Shuffle,
    ratings: Ratings = _NOBODY_RATED,
    order: Sequence[EntryNumber] = (),
) -> Drawn:
    """Return the draw of a division by the seeding of its first stage; `order` seeds in that order instead."""
    teams = _teams(tournament, division, shuffle, ratings) if division.kind == "blind-draw" else ()
    entries = [Entry(team.entry, division.number, team.players) for team in teams] or [
        entry for entry in tournament.division_entries(division.number) if entry.status != "withdrawn"
    ]
    seeding: Seeding = "order" if order else division.stages[0].seeding
    drawn = Drawn(division.number, tuple(order), seeding, teams, strengths=_strengths(tournament, division, ratings))
    if order:
        return drawn
    numbers = [entry.number for entry in entries]
    if seeding == "order":
        numbers = [entry.number for entry in sorted(entries, key=_order_of_seed)]
    else:
        shuffle(numbers)  # with ratings, chance decides among equals and among those without
    if seeding == "rating":
        strength = {entry.number: entry_rating(entry, ratings) for entry in entries}
        numbers.sort(key=lambda number: -strength[number])
    if seeding == "grade":
        places = grade_places(tournament, entries)
        numbers.sort(key=places.__getitem__)
    return replace(drawn, order=tuple(numbers))


def draw_later(
    tournament: Tournament, division: Division, stage: int, shuffle: Shuffle, order: Sequence[EntryNumber] = ()
) -> Drawn:
    """Return the draw of a later stage: by the standings unless it says otherwise, also before they are known.

    Raises `RuleViolation`, and `NotInTournament` if there is no such stage.
    """
    seeding = find_stage(division, stage).seeding
    if division.kind == "switch":
        return _draw_switch_teams(tournament, division, stage, shuffle)
    if order:
        return Drawn(division.number, (), "order", stage=stage, places=_places_of(tournament, division, stage, order))
    if seeding != "random":
        return Drawn(division.number, (), "standings", stage=stage)
    places = list(range(1, entrant_count(division, stage) + 1))
    shuffle(places)
    return Drawn(division.number, (), "random", stage=stage, places=tuple(places))


def _draw_switch_teams(tournament: Tournament, division: Division, stage: int, shuffle: Shuffle) -> Drawn:
    """Return the teams of those who go on from a switch: the first with the last and so on, or partners by chance.

    Teams are seeded by the better of their two places. With an odd number the one in the middle, or by chance, walks.
    Raises `RuleViolation` before it is known who goes on.
    """
    entrants = next_entrants(tournament, division, stage, resolve(tournament, division))
    going_on = [entrant.entry for entrant in entrants]
    if not going_on or any(entrant.is_tied for entrant in entrants):
        raise RuleViolation("Partners are drawn once it is known who goes on.")
    partners = list(reversed(going_on))
    if division.pairing != "balanced":
        shuffle(partners)
        pairs = list(zip_longest(partners[::2], partners[1::2]))
    else:
        half = len(going_on) // 2
        pairs = list(zip(going_on[:half], partners[:half], strict=True))
        pairs += [(going_on[half], None)] if len(going_on) % 2 else []
    pairs.sort(key=lambda pair: min(going_on.index(entry) for entry in pair if entry is not None))
    numbers = count(max(tournament.entries) + 1)
    teams = tuple(
        DrawnTeam(next(numbers), tuple(tournament.entries[entry].players[0] for entry in pair if entry is not None))
        for pair in pairs
    )
    return Drawn(division.number, tuple(team.entry for team in teams), "standings", teams, stage=stage)


def _places_of(tournament: Tournament, division: Division, stage: int, order: Sequence[EntryNumber]) -> tuple[int, ...]:
    """Return the places of entries among those who go on to a stage. Raises `RuleViolation`."""
    entrants = next_entrants(tournament, division, stage, resolve(tournament, division))
    if tied := [tournament.entry_name(entrant.entry) for entrant in entrants if entrant.is_tied]:
        raise RuleViolation("Decide first who of those who are tied goes on: {names}.", names=", ".join(tied))
    going_on = [entrant.entry for entrant in entrants]
    if sorted(order) != sorted(going_on):
        raise RuleViolation("An order needs every entry that goes on to this stage once.")
    return tuple(going_on.index(entry) + 1 for entry in order)


def redraw(
    tournament: Tournament, division: Division, shuffle: Shuffle, reason: str, ratings: Ratings = _NOBODY_RATED
) -> Drawn:
    """Return another draw of a division, with the places that are kept for late entries as long as before."""
    kept, until = ((), None) if division.draw is None else (division.draw.kept, division.draw.until)
    drawn = draw(tournament, division, shuffle, ratings)
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


def _strengths(tournament: Tournament, division: Division, ratings: Ratings) -> StrengthCounts | None:
    """Return what is known of those who are drawn; None for a draw in which their strength plays no part."""
    if division.stages[0].seeding == "grade" and division.pairing != "balanced":
        ratings = _NOBODY_RATED
    elif division.stages[0].seeding != "rating" and division.pairing != "balanced":
        return None
    return count_strengths(tournament, _people(tournament, division), ratings)


def _people(tournament: Tournament, division: Division) -> list[int]:
    """Return the people who are drawn; in a blind draw each was entered alone."""
    return [
        player
        for entry in tournament.entries.values()
        if entry.division == division.number and not entry.is_drawn and entry.status != "withdrawn"
        for player in entry.players
    ]


def _teams(tournament: Tournament, division: Division, shuffle: Shuffle, ratings: Ratings) -> tuple[DrawnTeam, ...]:
    """Pair the people of a blind draw: by chance, an A with a B as far as they reach, or the strong with the weak."""
    people = _people(tournament, division)
    shuffle(people)
    if division.pairing == "grades":
        people = _alternate(tournament, people)
    elif division.pairing == "balanced":
        people = _balance(tournament, people, ratings)
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


def _balance(tournament: Tournament, people: list[int], ratings: Ratings) -> list[int]:
    """Return the people as pairs, one after the other: the strongest with the weakest, and so on to the middle.

    Who walks is left to chance. The middle would be the walker else, which is where those stand who are new.
    """
    walker = people[len(people) // 2 * 2 :]
    ordered = order_by_strength(tournament, people[: len(people) // 2 * 2], ratings)
    half = len(ordered) // 2
    return [player for pair in zip(ordered[:half], reversed(ordered), strict=False) for player in pair] + walker


def _order_of_seed(entry: Entry) -> tuple[bool, int, int]:
    """Entries with a seed come first, then the others in the order in which they entered."""
    return entry.seed is None, entry.seed or 0, entry.number
