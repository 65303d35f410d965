"""Play of a game: creation, start, the end of each round, and replay of the whole sheet.

Every round ends through `close_round`, whether the eighth bag fell, a round was entered by its counts, or a correction
replays all rounds (`replay_rounds`); so a corrected game is, field for field, the game played that way from the start.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from goat_kiosk.domain.events import BAGS_PER_ROUND, GameCreated, Team, TeamEntry
from goat_kiosk.domain.games.game import Game, Player, Round, RoundSheet, Side
from goat_kiosk.domain.games.new_game import default_names
from goat_kiosk.domain.rounds import scoring
from goat_kiosk.domain.rounds.bags import Bag, RoundFacts, Tally, tally, tally_of_player
from goat_kiosk.domain.rounds.stats import StatLine
from goat_kiosk.errors import EndsGameEarly, RuleViolation


def new_game(event: GameCreated) -> Game:
    """Return the empty game that `event` describes, in its lobby."""
    first = len(event.team1.players)
    name1, name2 = default_names(event.team1.color, event.team2.color)
    return Game(
        court=event.court,
        rules=event.rules,
        match=event.match,
        previous=event.previous,
        sides=(_with_entry(event.team1, name1, 1), _with_entry(event.team2, name2, first + 1)),
        opening_team=event.first_throw,
        honors=event.first_throw,
        score=event.rules.handicap,
        team_size=event.team_size,
        fixture=event.fixture,
    )


def _with_entry(entry: TeamEntry, default_name: str, first_id: int) -> Side:
    players = (Player(first_id + place, name) for place, name in enumerate(entry.players))
    return Side(entry.name, entry.color, tuple(players), default_name)


def start(game: Game, at_ms: int) -> Game:
    """Return the game as started; a team without players plays under its own name."""
    if game.status != "lobby":
        return game
    return replace(game, status="live", started_at=at_ms, sides=_complete(game.sides))


def _complete(sides: tuple[Side, Side]) -> tuple[Side, Side]:
    player_ids = [player.id for side in sides for player in side.players]
    side1, side2 = (
        side if side.players else replace(side, players=(Player(max(player_ids, default=0) + number, side.name),))
        for number, side in enumerate(sides, start=1)
    )
    return side1, side2


def with_bags(game: Game, bags: tuple[Bag, ...], at_ms: int) -> Game:
    """Return the game with `bags` as this round's; the eighth ends the round."""
    if len(bags) < BAGS_PER_ROUND:
        return replace(game, bags=bags)
    return close_round(game, current_round_facts(replace(game, bags=bags), at_ms))


def current_round_facts(game: Game, at_ms: int) -> RoundFacts:
    """Return the facts of the round in progress, as if it were over."""
    tallies = tally(game.bags, 1), tally(game.bags, 2)
    toss_won_by = game.first_throw if game.is_toss_pending else None
    facts = RoundFacts(tallies, at_ms, game.bags, game.awards, toss_won_by=toss_won_by)
    return with_lineups(game, facts)


def with_lineups(game: Game, facts: RoundFacts) -> RoundFacts:
    """Return `facts` with the players of both teams as they are now."""
    side1, side2 = game.sides
    return replace(facts, order_shift=game.order_shift, lineups=(side1.lineup, side2.lineup))


def close_round(game: Game, facts: RoundFacts) -> Game:
    """Return the game after a round: score, statistics, who throws first next, and whether it is over."""
    rules, number = game.rules, len(game.rounds) + 1
    first = (facts.toss_won_by if game.is_toss_pending else None) or game.honors
    bag_points, gained, score, busts, ended = scoring.score_round(
        rules, game.score, facts, number, facts.at - game.started_at
    )
    busted: Team | None = None if busts[0] == busts[1] else 1 if busts[0] else 2
    scorer = None if any(busts) else scoring.leading_team(bag_points)
    next_first = scoring.next_first_throw(rules, first, scorer, busted)
    throwers = [
        side.thrower(number, skipped, lineup)
        for side, skipped, lineup in zip(game.sides, facts.order_shift, facts.lineups, strict=True)
    ]
    closed = Round(number, first, (throwers[0].id, throwers[1].id), gained, score, busted, facts)
    return replace(
        game,
        sides=_credit(game.sides, (throwers[0], throwers[1]), facts),
        score=score,
        sheet=RoundSheet((*game.rounds, closed)),
        honors=next_first or first,
        is_toss_pending=next_first is None,
        bags=(),
        awards=(),
        status="finished" if ended else "live",
        winner=ended[0] if ended else None,
        ended_by=ended[1] if ended else None,
        correction=None,
    )


def _credit(sides: tuple[Side, Side], throwers: tuple[Player, Player], facts: RoundFacts) -> tuple[Side, Side]:
    tally1, tally2 = facts.tallies
    return (_credit_team(sides[0], throwers[0], facts, 1, tally2),
            _credit_team(sides[1], throwers[1], facts, 2, tally1))  # fmt: skip


def _credit_team(side: Side, thrower: Player, facts: RoundFacts, team: Team, opponents: Tally) -> Side:
    own = facts.tallies[team - 1]
    # Invariant: each bag is credited once, to the player who threw it, and the round once, to the one who finished it.
    # The bags of those substituted in this round are marked; a round entered by its counts has no bags to mark.
    for player in side.everyone:
        if any(bag.team == team and bag.thrown_by == player.id for bag in facts.bags):
            bags = tally_of_player(facts.bags, team, player.id)
            side = side.with_player(replace(player, stats=player.stats.with_bags(bags)))
    finisher = side.player(thrower.id)
    finisher_bags = tally_of_player(facts.bags, team, None) if facts.bags else own
    return side.with_player(replace(finisher, stats=finisher.stats.after(own, opponents, finisher_bags)))


def replay_rounds(game: Game, sheet: Iterable[RoundFacts]) -> Game:
    """Return the game with `sheet` as its rounds, replayed from the first; the round in progress stays as it is.

    Raises `RuleViolation` when a round of the sheet would end the game and others follow it: they were played, so they
    are not dropped silently.
    """
    replayed = _reset(game)
    for facts in sheet:
        if replayed.status == "finished":
            raise _ends_early(replayed)
        replayed = close_round(replayed, facts)
    if replayed.status == "finished" and (game.bags or game.awards):
        raise _ends_early(replayed)
    replayed = replace(replayed, bags=game.bags, awards=game.awards)
    if game.winner is None or replayed.status != "live":
        return replayed
    if game.ended_by == "forfeit":
        return forfeit(replayed, game.winner)
    return concede(replayed, game.winner) if game.ended_by == "conceded" else replayed


def _reset(game: Game) -> Game:
    """Return the game before its first round, with the same players at the same court."""
    side1, side2 = game.sides
    return replace(
        game,
        sides=(_without_stats(side1), _without_stats(side2)),
        score=game.rules.handicap,
        sheet=RoundSheet(),
        bags=(),
        awards=(),
        honors=game.opening_team,
        is_toss_pending=False,
        status="live",
        winner=None,
        ended_by=None,
        correction=None,
        confirmations=(),
    )


def _without_stats(side: Side) -> Side:
    for player in side.everyone:
        side = side.with_player(replace(player, stats=StatLine()))
    return side


def _ends_early(game: Game) -> RuleViolation:
    last, (score1, score2) = len(game.rounds), game.score
    return EndsGameEarly(
        "Round {last} would then end the game at {one}-{two}, but play went on after it. First take out what "
        "follows round {last}, from the newest backwards.",
        last=last,
        one=score1,
        two=score2,
    )


def cancel(game: Game) -> Game:
    """Return the game as canceled; its rounds stay visible."""
    return replace(game, status="canceled", winner=None, ended_by="canceled", correction=None, confirmations=())


def forfeit(game: Game, winner: Team) -> Game:
    """Return the game as forfeited by the other team: the winner gets the target to nothing, whatever was played.

    The rules name no other score, and a later tie-breaker by points counts it or leaves it out as one known number.
    What was thrown stays on the sheet of this game; records over many games leave it out (`history_index`).
    """
    score = (game.rules.target, 0) if winner == 1 else (0, game.rules.target)
    return replace(game, status="finished", winner=winner, ended_by="forfeit", score=score, correction=None)


def concede(game: Game, winner: Team) -> Game:
    """Return the game as conceded by the other team."""
    return replace(game, status="finished", winner=winner, ended_by="conceded")
