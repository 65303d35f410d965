"""Descriptions of events, for the message line and for what undo and redo would do.

A history keeps games, not events, so what happened is derived from the difference between the game before and after.
That also covers events that came from a phone.
"""

from collections.abc import Iterable

from goat_kiosk.desk.matches import LaterGame
from goat_kiosk.domain.events import AnyEvent, BagThrown, Confirmed, Result, Team, opponent
from goat_kiosk.domain.games.game import Game, Round
from goat_kiosk.domain.games.match import is_over, match_winner, wins_after
from goat_kiosk.domain.history import History
from goat_kiosk.domain.names.sanitizing import mixes_scripts
from goat_kiosk.domain.rounds.bags import Bag, out_of_turn_bags
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.gui.text.language import local_name, t, use_window_language
from goat_kiosk.text import rules_text
from goat_kiosk.text.i18n import mark_for_translation

SIGNS: dict[Team, str] = {1: "■", 2: "◆"}
"""The teams' shapes, where only text can go."""

RESULTS: dict[Result, str] = {
    "hole": mark_for_translation("hole"),
    "board": mark_for_translation("board"),
    "off": mark_for_translation("off"),
    "foul": mark_for_translation("foul"),
}
"""The result of a bag, within a sentence."""


def describe_change(before: History | None, after: History) -> str:
    """Return the message line for the change from `before` to `after`."""
    game = after.game
    if before is None:
        return t("New game at {court}.", court=game.court)
    if after.redo_stack is not None and after.redo_stack[0] is before.game:
        undone = t("Undone: {change}.", change=_undone_text(game, before.game))
        if game.score == before.game.score:
            return undone
        return f"{undone} {t('The score is {score} again.', score=f'{game.score[0]}–{game.score[1]}')}"
    won = f" {t('{team} won', team=game.side(game.winner).name)}." if game.winner and not before.game.winner else ""
    return f"{action_text(before.game, game)}.{_remark(before.game, game)}{won}"


def action_text(before: Game, after: Game) -> str:
    """Return the change from `before` to `after` as text without a period."""
    if (game_change := _game_change(before, after)) is not None:
        return game_change
    if after.correction is None and len(after.rounds) == len(before.rounds) + 1:
        return _round_closed(before, after)
    if after.correction is not None and after.correction is not before.correction:
        return _correction(before, after)
    if len(after.bags) == len(before.bags) + 1:
        return _thrown(after, after.bags[-1])
    changes = _lineup_change, _bags_changed, _name_change, _other_change
    return next(filter(None, (change(before, after) for change in changes)))


def _undone_text(before: Game, after: Game) -> str:
    """Return the change from `before` to `after`, which was undone, without the score that is no longer shown."""
    if _game_change(before, after) is not None:
        return action_text(before, after)
    if after.correction is not None and after.correction is not before.correction:
        return _correction_name(before, after)
    if after.correction is None and len(after.rounds) == len(before.rounds) + 1:
        last = after.rounds[-1]
        end = t("the end of round {number}", number=last.n)
        is_thrown = len(last.facts.bags) > len(before.bags)
        return f"{_thrown(after, last.facts.bags[-1], last)}, {end}" if is_thrown else end
    return action_text(before, after)


def _correction_name(before: Game, after: Game) -> str:
    number = after.correction.round if after.correction else 0
    added = len(after.rounds) - len(before.rounds)
    if added == 0:
        return t("the correction of round {number}", number=number)
    return (
        t("the added round {number}", number=number)
        if added == 1
        else t("the removal of round {number}", number=number)
    )


def possessive(name: str) -> str:
    """Return the possessive of a name."""
    return t("{name}’", name=name) if name.endswith("s") else t("{name}’s", name=name)


def _bags_changed(before: Game, after: Game) -> str:
    """Return the change of bags already thrown: moved, fouled and put back, or reassigned to the other team."""
    changed = [(old, new) for old, new in zip(before.bags, after.bags, strict=False) if old is not new]
    parts = [
        t("bag {number} is {whose}", number=new.n, whose=possessive(after.side(new.team).name))
        if new.team != old.team
        else t(
            "bag {number} of {team}: {result}",
            number=new.n,
            team=after.side(new.team).name,
            result=t(RESULTS[new.result]),
        )
        for old, new in sorted(changed, key=lambda pair: pair[1].result != "foul")
    ]
    sentence = ", ".join(parts)
    return sentence[:1].upper() + sentence[1:]


def _round_closed(before: Game, after: Game) -> str:
    last = after.rounds[-1]
    bags = last.facts.bags
    throw_text = f"{_thrown(after, bags[-1], last)}. " if len(bags) > len(before.bags) else ""
    return throw_text + t("Round {number}: {outcome}", number=last.n, outcome=round_outcome(after, last))


def round_outcome(game: Game, closed: Round) -> str:
    """Return the points of a round and the score, such as “+3 for Orange, 12–9”."""
    gains = [
        t("+{gain} for {team}", gain=gain, team=game.sides[index].name)
        for index, gain in enumerate(closed.points)
        if gain
    ]
    bust = ", " + t("{team} went bust", team=game.side(closed.busted).name) if closed.busted else ""
    gained = f" {t('and')} ".join(gains) or t("a wash")
    return f"{gained}{bust}, {closed.score[0]}–{closed.score[1]}"


def game_summary(game: Game) -> str:
    """Return both team names and the score, such as “Hawks 12–9 Owls”."""
    side1, side2 = game.sides
    return f"{local_name(side1.name)} {game.score[0]}–{game.score[1]} {local_name(side2.name)}"


def describe_result(game: Game) -> str:
    """Return the final score, the rule that ended the game, and the score of the match."""
    if game.status == "canceled":
        return describe_ending(game)
    by_winner = game.ended_by in {"forfeit", "conceded"}
    points1, points2 = game.score if by_winner else (max(game.score), min(game.score))
    return f"{points1}–{points2}, {describe_ending(game)}"


def describe_ending(game: Game) -> str:
    """Return the rule that ended the game, and the score of the match: “first to 21, after 14 rounds”."""
    if game.status == "canceled":
        return t("Canceled: this game counts nowhere.")
    loser = game.side(opponent(game.winner or 1)).name
    ending = {
        "target": t("first to {target}", target=game.rules.target),
        "skunk": t("a skunk"),
        "limit": t("ahead when the limit was reached"),
        "forfeit": t("forfeit by {team}", team=loser),
        "conceded": t("{team} gave up", team=loser),
    }[game.ended_by or "target"]
    if game.rules.games > 1:
        return f"{ending}. {_match_score(game)}"
    rounds = len(game.rounds)
    duration = t("after {rounds:round|rounds}", rounds=rounds)
    return f"{ending}, {duration}" if rounds else ending


def _match_score(game: Game) -> str:
    """Return the score of the match after the game; the winner is not named again, unless the match is tied."""
    wins = wins_after(game.match, game.winner or 1)
    if is_over(game) and match_winner(game) is None:
        return t("The match is tied {wins}", wins=f"{wins[0]}–{wins[1]}")
    return t(
        "Game {number} of {games}, games {wins}",
        number=game.match.number,
        games=game.rules.games,
        wins=f"{wins[0]}–{wins[1]}",
    )


def _correction(before: Game, after: Game) -> str:
    number = after.correction.round if after.correction else 0
    added = len(after.rounds) - len(before.rounds)
    score = f"{after.score[0]}–{after.score[1]}"
    if added == 0:
        return t("Round {number} corrected, now {score}", number=number, score=score)
    if added == 1:
        return t("Round {number} inserted, now {score}", number=number, score=score)
    return t("Round {number} removed, now {score}", number=number, score=score)


def _thrown(game: Game, bag: Bag, closed: Round | None = None) -> str:
    thrower = game.thrower_of(bag, closed)
    name = thrower.name if thrower else game.side(bag.team).name
    return f"{local_name(name)}: {t(RESULTS[bag.result])}"


def _other_change(before: Game, after: Game) -> str:
    if len(after.confirmations) > len(before.confirmations):
        return _answer(after, after.confirmations[-1])
    if after.winner and before.winner is None:
        values = {"team": after.side(opponent(after.winner)).name}
        return t("Forfeit by {team}", **values) if after.ended_by == "forfeit" else t("{team} gave up", **values)
    if before.status == "lobby" and after.status == "live":
        return t("Game started")
    if after.order_shift != before.order_shift:
        return t("Partners switched ends")
    if len(after.awards) > len(before.awards):
        award = after.awards[-1]
        return t("{points:point|points} awarded to {team}", points=award.points, team=after.side(award.team).name)
    return _roster_change(before, after) or t("Changed")


def _answer(game: Game, answer: Confirmed) -> str:
    values = {"player": game.captain_name(answer), "team": game.side(answer.team).name}
    if answer.right:
        return t("{player} of {team}: the result is right", **values)
    return t("{player} of {team}: the result is wrong", **values)


def _lineup_change(before: Game, after: Game) -> str:
    """Return which player came in or went home after the first bag."""
    if before.status == "lobby":
        return ""
    for old, new in zip(before.sides, after.sides, strict=True):
        entered = [player.name for player in new.players if player.id not in old.lineup]
        gone = [player.name for player in old.players if player.id not in new.lineup]
        if entered and gone:
            return t("{player} throws in place of {other}", player=entered[0], other=gone[0])
        if entered:
            return t("{player} joined {team}", player=entered[0], team=new.name)
        if gone:
            return t("{player} left {team}", player=gone[0], team=new.name)
    return ""


def _name_change(before: Game, after: Game) -> str:
    for old, new in zip(before.sides, after.sides, strict=True):
        names = {player.id: player.name for player in new.everyone}
        for player in old.everyone:
            if names.get(player.id, player.name) != player.name:
                return t("{player} is now called {name}", player=player.name, name=names[player.id])
        if (old.entered_name, old.color) != (new.entered_name, new.color):
            if old.name == new.name:
                return t("{team}: another color", team=new.name)
            return t("{team}: now {name}", team=old.name, name=new.name)
    return ""


def _game_change(before: Game, after: Game) -> str | None:
    """Return the change of the game as a whole, or None if only its play or its players have changed."""
    if after.status == "canceled" and before.status != "canceled":
        return t("Game canceled, it counts nowhere")
    if after.is_set_aside and not before.is_set_aside:
        return t("Game set aside, {court} is free", court=after.court)
    if (after.court, after.is_set_aside) != (before.court, before.is_set_aside):
        return t("The game goes on at {court}", court=after.court)
    if after.match != before.match:
        return t("The match stands {wins} before this game", wins=f"{after.match.wins[0]}–{after.match.wins[1]}")
    if after.help != before.help:
        return t("Help is asked for") if after.help else t("Somebody goes to {court}", court=after.court)
    return None


def _roster_change(before: Game, after: Game) -> str:
    ids_before, ids_after = ({player.id for side in game.sides for player in side.players} for game in (before, after))
    for old, new in zip(before.sides, after.sides, strict=True):
        joined = [player for player in new.players if player not in old.players]
        leavers = [player for player in old.players if player not in new.players]
        if joined:
            has_moved = joined[0].id in ids_before
            values = {"player": joined[0].name, "team": new.name}
            if has_moved:
                return t("{player} moved to {team}", **values)
            if mixes_scripts(joined[0].name):
                return t("{player} joined {team}: the name mixes letters of two alphabets that look alike", **values)
            return t("{player} joined {team}", **values)
        if leavers and leavers[0].id not in ids_after:
            return t("{player} left {team}", player=leavers[0].name, team=new.name)
    return ""


def _remark(before: Game, after: Game) -> str:
    """Return an additional remark: a coin toss is needed, or a bag was thrown out of turn."""
    if after.is_toss_pending and not after.bags and after.status == "live":
        return f" {t('Toss a coin: who wins it throws the next bag.')}"
    bags, opener = after.bags, after.first_throw
    if len(after.rounds) > len(before.rounds):
        bags, opener = after.rounds[-1].facts.bags, after.rounds[-1].first_throw
    if len(bags) != len(before.bags) + 1 or bags[-1].n not in out_of_turn_bags(bags, opener):
        return ""
    team = bags[-1].team
    is_repeated = (
        " " + t("Now two in a row for {team}.", team=after.side(opponent(team)).name)
        if after.next_team == opponent(team)
        else ""
    )
    return " " + t("{team} threw out of turn.", team=after.side(team).name) + is_repeated


def rules_line(rules: Rules) -> str:
    """Return a rule set in one line."""
    with use_window_language():
        return rules_text.summary(rules)


def match_line(game: Game) -> str:
    """Return where the game stands in its match, or nothing for a single game."""
    if game.rules.games == 1:
        return ""
    wins1, wins2 = game.match.wins
    return t(
        "Game {number} of {games}, games {wins}",
        number=game.match.number,
        games=game.rules.games,
        wins=f"{wins1}–{wins2}",
    )


def match_line_after(game: Game) -> str:
    """Return the score of the match with the finished `game`."""
    wins1, wins2 = wins_after(game.match, game.winner or 1)
    values = {"number": game.match.number, "games": game.rules.games, "wins": f"{wins1}–{wins2}"}
    return t("Game {number} of {games}, games {wins}", **values)


def later_games_line(later: Iterable[LaterGame]) -> str:
    """Return the effect of a change on later games of the match; empty if there is none."""
    games = "; ".join(map(_later_game, later))
    return t("The match changes: {games}.", games=games) if games else ""


def _later_game(game: LaterGame) -> str:
    wins = f"{game.wins[0]}–{game.wins[1]}"
    if game.kiosk:
        return t("game {number} is at kiosk {kiosk} and stays as it is", number=game.number, kiosk=game.kiosk)
    if game.decided:
        return t("game {number} is one too many, {wins} decides it", number=game.number, wins=wins)
    return t("game {number} begins at {wins}", number=game.number, wins=wins)


def thrower_name(game: Game, team: Team) -> str:
    """Return who throws for the team in this round; the team itself while nobody is named."""
    player = game.thrower(team)
    return local_name(player.name if player else game.side(team).name)


def summarize_events(events: Iterable[AnyEvent]) -> str:
    """Return a summary of events: the bags by team and result, and the number of other events."""
    bags, other_count = [], 0
    for event in events:
        if isinstance(event, BagThrown):
            bags.append(f"{SIGNS[event.team]} {t(RESULTS[event.result])}")
        else:
            other_count += 1
    other_text = t("1 other entry") if other_count == 1 else t("{count} other entries", count=other_count)
    return ", ".join([*bags, *([other_text] if other_count else [])])
