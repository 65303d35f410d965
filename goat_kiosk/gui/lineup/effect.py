"""Preview of a change of the lineup in one sentence: who throws when, and who keeps the bags that are thrown.

The change is tried on the game, so the sentence and what follows when it is recorded cannot differ.
"""

from goat_kiosk.domain.events import (
    AnyEvent,
    PartnersSwitched,
    PlayerAdded,
    PlayerRenamed,
    PlayerRetired,
    PlayerSubstituted,
    Team,
    TeamUpdated,
)
from goat_kiosk.domain.games.game import Game, Player
from goat_kiosk.domain.transitions.game_transitions import apply
from goat_kiosk.errors import RuleViolation
from goat_kiosk.gui.text.language import error_text, t


def describe_effect(game: Game, team: Team, event: PlayerRenamed | PlayerSubstituted | PlayerRetired) -> str:
    """Return what `event`, of a player of `team`, would change; or why it is refused."""
    player = game.side(team).player(event.player)
    try:
        after = apply(game, event, game.started_at)
    except RuleViolation as error:
        return error_text(error)
    return f"{_turn_text(game, after, team, event)} {_kept_text(game, team, player)}".strip()


def describe_team_effect(
    game: Game, team: Team, event: TeamUpdated | PlayerRenamed | PlayerAdded | PartnersSwitched
) -> str:
    """Return what `event`, of the whole `team`, would change; or why it is refused."""
    try:
        after = apply(game, event, game.started_at)
    except RuleViolation as error:
        return error_text(error)
    if isinstance(event, TeamUpdated | PlayerRenamed):
        return t("Only the name changes.")
    before, thrower = game.thrower(team), after.thrower(team)
    if thrower is not None and (before is None or thrower.id != before.id):
        return t("{player} throws from the next bag on.", player=thrower.name)
    return t("{player} takes turns with the others.", player=event.name) if isinstance(event, PlayerAdded) else ""


def _turn_text(game: Game, after: Game, team: Team, event: AnyEvent) -> str:
    before, thrower = game.thrower(team), after.thrower(team)
    if isinstance(event, PlayerRenamed):
        return t("Only the name changes.")
    if before is not None and thrower is not None and thrower.id != before.id:
        return t("{player} throws from the next bag on.", player=thrower.name)
    if isinstance(event, PlayerSubstituted):
        other = game.side(team).player(event.player).name
        return t("{player} throws when {other} would have.", player=event.name, other=other)
    return ""


def _kept_text(game: Game, team: Team, player: Player) -> str:
    return t("Bags that stay with {player}: {count}.", player=player.name, count=_thrown_bags(game, team, player))


def _thrown_bags(game: Game, team: Team, player: Player) -> int:
    """Return how many bags the player has thrown, with those of the round in progress."""
    stats, is_throwing = player.stats, game.thrower(team) == player
    current = [bag for bag in game.bags if bag.team == team]
    own = sum(bag.thrown_by == player.id or (bag.thrown_by is None and is_throwing) for bag in current)
    return stats.holes + stats.boards + stats.off + own
