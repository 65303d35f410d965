"""Descriptions of a game for spectators: who throws, what is needed, how it ended.

resources/static/words.js makes the same sentences when the score changes; a test renders a page without and with its
script, in each language, and compares the two.
"""

from goat_kiosk.domain.events import TEAMS, Team, opponent
from goat_kiosk.domain.games.win_conditions import WinCondition
from goat_kiosk.domain.rounds.bags import BOARD_POINTS, HOLE_POINTS
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.domain.state.state import RoundState
from goat_kiosk.host.clock import MINUTE_MS
from goat_kiosk.text.i18n import mark_for_translation, t
from goat_kiosk.web.live.view import View, shown_name

STATUS = {
    "lobby": mark_for_translation("Waiting for players"),
    "live": mark_for_translation("In play"),
    "finished": mark_for_translation("Final score"),
}


def status(view: View) -> str:
    """Return the status of the game."""
    return t(status_of(view))


def status_of(view: View) -> str:
    """Return the status of the game in English."""
    if view.is_canceled:
        return mark_for_translation("Canceled")
    if view.aside:
        return mark_for_translation("Set aside")
    if view.ended_by == "forfeit":
        return mark_for_translation("Forfeit")
    return mark_for_translation("Starts with the first bag") if view.is_next_in_match else STATUS[view.status]


def spoken_score(view: View) -> str:
    """Return the sentence for screen readers: the score and the round."""
    score = f"{view.name(1)} {view.team1.score}, {view.name(2)} {view.team2.score}"
    if view.winner:
        return f"{score}. {headline(view)}."
    if view.is_canceled or view.aside:
        return f"{score}. {status(view)}."
    return t("{score}, round {round}", score=score, round=view.round) if view.round else score


def time_left(view: View) -> str:
    """Return what is left of a time limit, or that this is the last round; empty where nothing limits the game."""
    if view.last_round:
        return t("Last round")
    if view.time_left_ms is None:
        return ""
    minutes = -(-view.time_left_ms // MINUTE_MS)
    return t("1 minute left") if minutes == 1 else t("{minutes} minutes left", minutes=minutes)


def round_progress(view: View) -> str:
    """Return the progress of the game: the round and the time left while it is live."""
    if view.status != "live" or view.aside:
        return status(view)
    return " · ".join(filter(None, [t("Round {round}", round=view.round) if view.round else "", time_left(view)]))


def broadcast_progress(view: View) -> str:
    """Return the progress of the match and the game, for the one line that an overlay has."""
    if result := match_result(view):
        return result
    return " · ".join(filter(None, [games_won(view), round_progress(view)]))


def games_won(view: View) -> str:
    """Return the games that each team has won in the match; empty for a single game."""
    return t("Games {wins}", wins="–".join(map(str, view.match.wins))) if view.match else ""


def headline(view: View) -> str:
    """Return who throws next, or who has won; empty while the game is set aside."""
    if view.winner:
        return _result(view, view.winner)
    if view.aside:
        return ""
    if view.next is None:
        return t("A coin decides who throws first") if view.status == "live" and not view.is_sparse else ""
    names = {player.id: shown_name(player) for player in view.side(view.next.team).players}
    thrower = names.get(view.next.player, view.name(view.next.team))
    return t("{player} throws next", player=thrower) if view.bags else t("{player} throws first", player=thrower)


def _result(view: View, winner: Team) -> str:
    """Return who has won: the match, where its winner has won this game too, else the game."""
    if _decides_match(view):
        return match_result(view)
    return ". ".join(filter(None, [_game_result(view, winner), match_result(view)]))


def _decides_match(view: View) -> bool:
    """Return whether the winner has won the match too; then the headline says only that."""
    return view.match is not None and view.winner is not None and view.match.winner == view.winner


def _game_result(view: View, winner: Team) -> str:
    if view.ended_by != "forfeit":
        return t("{team} won", team=view.name(winner))
    loser = view.name(opponent(winner))
    return t("Forfeit by {team}, {score} for {other}", team=loser, other=view.name(winner), score=_winner_first(view))


def _winner_first(view: View) -> str:
    scores = view.team1.score, view.team2.score
    return f"{max(scores)}–{min(scores)}"


def needs(view: View) -> str:
    """Return what each team needs to win: in this round, or, while none can, in total."""
    if view.status != "live" or view.aside or view.is_sparse:
        return ""
    if view.needed is None:
        return _limit_text(view, view.rules)
    sentences = [_need(view, view.needed.team1, 1), _need(view, view.needed.team2, 2), _so_far(view)]
    return " ".join(sentence for sentence in sentences if sentence)


def _so_far(view: View) -> str:
    if not view.bags:
        return ""
    raw = (sum(_POINTS_OF_RESULT.get(bag.result, 0) for bag in view.bags if bag.team == team) for team in TEAMS)
    return t("So far in this round: {points}.", points="–".join(map(str, raw)))


_POINTS_OF_RESULT = {"hole": HOLE_POINTS, "board": BOARD_POINTS}


def _need(view: View, need: WinCondition | None, team: Team) -> str:
    if need is None:
        return ""
    sentence, points = _lead(need.by) if need.can == "lead" else (_NEED_SENTENCES[need.can], need.by)
    return t(sentence, team=view.name(team), other=view.name(opponent(team)), points=points)


_NEED_SENTENCES = {
    "surely": mark_for_translation("{team} cannot be caught."),
    "never": mark_for_translation("{team} cannot win this round."),
    "exact": mark_for_translation("{team} can win this round with exactly {points} more than {other}."),
    "points": mark_for_translation("{team} can win this round with {points} in it."),
    "somehow": mark_for_translation("{team} can win this round."),
}


def _lead(points: int) -> tuple[str, int]:
    if points > 0:
        return mark_for_translation("{team} can win this round with {points} more than {other}."), points
    if points == 0:
        return mark_for_translation("{team} will win this round unless {other} can do better."), 0
    return mark_for_translation("{team} will win unless {other} can make {points} more in this round."), 1 - points


def _limit_text(view: View, played: Rules) -> str:
    score1, score2 = view.team1.score, view.team2.score
    if played.limit_rounds is not None:
        rounds_left = played.limit_rounds - view.round + 1
        if score1 == score2:
            return t("Level, {rounds:round|rounds} to go.", rounds=rounds_left)
        leader = view.name(1 if score1 > score2 else 2)
        return t(
            "{team} ahead by {points}, {rounds:round|rounds} to go.",
            team=leader,
            points=abs(score1 - score2),
            rounds=rounds_left,
        )
    least1, least2 = _target(played, score2) - score1, _target(played, score1) - score2
    names = {"team": view.name(1), "points": least1, "other": view.name(2), "others": least2}
    if played.exact:
        return t("Exact points to win: {team} {points}, {other} {others}.", **names)
    return t("Points to win: {team} {points}, {other} {others}.", **names)


def _target(played: Rules, against: int) -> int:
    """Return the score that wins against another."""
    target = max(played.target, against + played.win_by)
    return min(target, played.cap) if played.cap else target


def ending_rule(view: View) -> str:
    """Return the rule by which the game ended; empty while it is in progress, and where the headline says it."""
    match view.ended_by:
        case "target":
            return t("{points:point|points} reached", points=view.rules.target)
        case "skunk":
            return t("A skunk: the other side has nothing")
        case "limit":
            return _limit_reached(view)
        case "conceded":
            return t("{team} gave up", team=view.name(1 if view.winner == 2 else 2))
        case "forfeit" if _decides_match(view):
            return t("A forfeit: the rules give {score}", score=_winner_first(view))
        case _:
            return ""


def _limit_reached(view: View) -> str:
    if view.rules.limit_minutes:
        return t("Ahead after {minutes:minute|minutes}", minutes=view.rules.limit_minutes)
    return t("Ahead after round {round}", round=view.round)


def match(view: View) -> str:
    """Return the place in the match and the games won; empty for a single game."""
    if view.match is None:
        return ""
    wins = "–".join(map(str, view.match.wins))
    return t("Game {number} of {games}, games won {wins}", number=view.match.number, games=view.match.games, wins=wins)


def fixture(view: View) -> str:
    """Return the match of a tournament that the game belongs to; empty for a game of its own."""
    return t("Match {match}", match=view.fixture.match) if view.fixture is not None else ""


def match_result(view: View) -> str:
    """Return who has won the match, or that it is tied; empty while it goes on, and for a single game."""
    if view.match is None or not view.match.over:
        return ""
    if view.match.winner is None:
        return t("The match is tied {wins}", wins="–".join(map(str, view.match.wins)))
    wins = f"{max(view.match.wins)}–{min(view.match.wins)}"
    return t("{team} won the match {wins}", team=view.name(view.match.winner), wins=wins)


def correction(view: View) -> str:
    """Return what the last correction changed; empty when there was none."""
    if view.correction is None:
        return ""
    before, after = ("–".join(map(str, pair)) for pair in (view.correction.before, view.correction.after))
    sentence = t(
        "Round {round} was corrected: {before} became {after}.",
        round=view.correction.round, before=before, after=after,
    )  # fmt: skip
    return f"{sentence} {view.correction.reason}".strip()


def rounds_notice(view: View) -> str:
    """Return why there is no round to show; empty where there are some."""
    if view.rounds:
        return ""
    return t("No round was played.") if view.status == "finished" else t("The first round is being thrown.")


def win_chance(view: View, chance: float) -> str:
    """Return in words how likely the team in front is to win; `chance` is team 1's, from 0 to 1."""
    team: Team = 1 if chance >= 1 / 2 else 2
    percent = round(100 * max(chance, 1 - chance))
    if percent == 50:
        return t("If both throw on as tonight, this game is open: 50 of 100 for either team.")
    wins = t("more than 99") if percent == 100 else str(percent)
    return t("If both throw on as tonight, {team} wins {wins} of 100 such games.", team=view.name(team), wins=wins)


def gain(played: RoundState, team: int) -> str:
    """Return the team's gain in a round: its points, or that it went bust."""
    if played.busted == team:
        return t("bust")
    points = played.points[team - 1]
    return f"+{points}" if points else ""


def bags(results: list[str]) -> str:
    """Return where a team's bags lie, for those who cannot see the drawing."""
    parts = [t(template, count=results.count(result)) for result, template in _BAG_COUNTS.items() if result in results]
    return ", ".join(parts) or t("no bag yet")


_BAG_COUNTS = {
    "hole": mark_for_translation("{count} in the hole"),
    "board": mark_for_translation("{count} on the board"),
    "off": mark_for_translation("{count} off"),
    "foul": mark_for_translation("{count} foul"),
}


def differential(dpr: float) -> str:
    """Return a DPR with its sign; a real minus sign is as wide as a plus."""
    return f"{dpr:+.2f}".replace("-", "−")
