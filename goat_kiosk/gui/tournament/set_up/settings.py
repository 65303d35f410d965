"""Settings of a tournament as the form has them, and the events that make them so."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from goat_kiosk.domain.rules.rules import ACL, Rules
from goat_kiosk.gui.tournament.first_division import first_division
from goat_kiosk.tournament.division_events import Cap, DivisionAdded, StageChanged, StagesReplaced
from goat_kiosk.tournament.event_fields import Calling, DivisionKind, Pairing, Scoring
from goat_kiosk.tournament.events import AnyTournamentEvent, CourtKiosk, CourtSet, TournamentChanged, TournamentCreated
from goat_kiosk.tournament.match_rules import DEFAULT
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import Division, Tournament


class TournamentSettings(NamedTuple):
    """A tournament with one division; the defaults are those of an ordinary night."""

    name: str
    courts: tuple[str, ...]
    kind: DivisionKind = "pairs"
    pairing: Pairing = "random"
    stages: tuple[Stage, ...] = (Stage("double"),)
    calling: Calling = "auto"
    scoring: Scoring = "bags"
    end_by: int | None = None
    """Milliseconds since 1970 UTC."""
    fee: int = 0
    """Cents."""
    rules: Rules | None = None
    """None: the ACL's."""
    kiosks: Mapping[str, CourtKiosk] = {}
    """The kiosks of the courts that another one scores."""
    cap: Cap | None = None
    """The strongest who may enter; None lets everybody in."""

    @property
    def play_to(self) -> int:
        """The points that win a game."""
        own = self.stages[0].play_to
        points = own.get(DEFAULT) if isinstance(own, dict) else own
        return points or (self.rules or ACL).target

    def to_created(self) -> TournamentCreated:
        """Return the event that begins the tournament."""
        return TournamentCreated(
            self.name,
            self.courts,
            self.calling,
            self.scoring,
            self.rules,
            self.end_by,
            fee=self.fee,
            kiosks=dict(self.kiosks),
        )

    def to_division(self, number: int, name: str) -> DivisionAdded:
        """Return the event that adds the division."""
        return DivisionAdded(number, name, self.kind, self.stages, self.pairing, cap=self.cap)

    def changes(self, tournament: Tournament) -> list[AnyTournamentEvent]:
        """Return the events that give an existing tournament these settings; its division's kind stays."""
        events: list[AnyTournamentEvent] = []
        before = _settings_event(tournament)
        changed = replace(
            before,
            name=self.name,
            calling=self.calling,
            scoring=self.scoring,
            rules=self.rules,
            end_by=self.end_by,
            fee=self.fee,
        )
        if changed != before:
            events.append(changed)
        division = first_division(tournament)
        if division is not None:
            events += self._stage_changes(division)
        return [*events, *self._court_changes(tournament)]

    def _stage_changes(self, division: Division) -> Iterator[AnyTournamentEvent]:
        if len(division.stages) != len(self.stages):
            yield StagesReplaced(division.number, self.stages)
            return
        for number, (before, after) in enumerate(zip(division.stages, self.stages, strict=True), start=1):
            if before != after:
                yield StageChanged(division.number, number, after)

    def _court_changes(self, tournament: Tournament) -> Iterator[CourtSet]:
        for name in self.courts:
            if name not in tournament.courts:
                yield CourtSet(name, kiosk=self.kiosks.get(name))
            elif self.kiosks.get(name) not in {None, tournament.courts[name].kiosk}:
                court = tournament.courts[name]
                yield CourtSet(name, court.is_open, court.calling, court.scoring, self.kiosks[name])
        for court in tournament.courts.values():
            if court.is_open != (court.name in self.courts):
                yield CourtSet(court.name, not court.is_open, court.calling, court.scoring)


def read_settings(tournament: Tournament) -> TournamentSettings:
    """Return the settings of a tournament."""
    courts = tuple(court.name for court in tournament.courts.values() if court.is_open)
    settings = TournamentSettings(
        tournament.name,
        courts,
        calling=tournament.calling,
        scoring=tournament.scoring,
        end_by=tournament.end_by,
        fee=tournament.fee,
        rules=tournament.rules,
        kiosks={name: kiosk for name in courts if (kiosk := tournament.courts[name].kiosk) is not None},
    )
    if (division := first_division(tournament)) is None:
        return settings
    return settings._replace(kind=division.kind, pairing=division.pairing, stages=division.stages, cap=division.cap)


def with_play_to(stage: Stage, points: int, rules: Rules | None) -> Stage:
    """Return a stage whose games are played to `points`; the rules' own target is left to them."""
    new = None if points == (rules or ACL).target else points
    if not isinstance(stage.play_to, dict):
        return replace(stage, play_to=new)
    others = {name: own for name, own in stage.play_to.items() if name != DEFAULT}
    return replace(stage, play_to=others | {DEFAULT: new} if new else others)


def _settings_event(tournament: Tournament) -> TournamentChanged:
    """Return all settings of a tournament, also those that the form does not have."""
    return TournamentChanged(**{field: getattr(tournament, field) for field in TournamentChanged.__struct_fields__})
