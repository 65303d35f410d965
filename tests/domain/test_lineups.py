"""Names and lineups: corrections, late partners, substitutes, larger teams, forfeits."""

import pytest

from goat_kiosk.domain import events as all_events
from goat_kiosk.domain.events import (
    AnyEvent,
    BagThrown,
    Confirmed,
    Count,
    GameCanceled,
    GameConceded,
    GameCreated,
    GameForfeited,
    GameStarted,
    PartnersSwitched,
    PlayerAdded,
    PlayerJoined,
    PlayerLeft,
    PlayerRenamed,
    PlayerRetired,
    PlayerSubstituted,
    Redone,
    RoundCorrected,
    RoundEntered,
    RoundInserted,
    Team,
    TeamEntry,
    TeamUpdated,
    Undone,
)
from goat_kiosk.domain.games.match import next_in_match
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.domain.history import History, open_history
from goat_kiosk.domain.rounds.stats import StatLine
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.domain.state.decoding import FullState, decode_state
from goat_kiosk.domain.state.encoding import build_state, encode_state
from goat_kiosk.domain.state.state import Identity
from goat_kiosk.domain.statistics.landings import landings_by_player
from goat_kiosk.domain.statistics.report import make_report
from goat_kiosk.errors import InvalidValue, RuleViolation
from tests.games import AT, bag_throws, new_game, play, rounds_entered

KIOSK = Identity(1, "00000000", "Kiosk")


def open_game(players1: tuple[str, ...], players2: tuple[str, ...], size: int = 2) -> History:
    """Return a new game of two named teams with these players."""
    bees, ants = TeamEntry("Bees", "#111111", players1), TeamEntry("Ants", "#222222", players2)
    return open_history(GameCreated("Court 1", bees, ants, team_size=size), AT)


def singles() -> History:
    return open_game(("Ada",), ("Cy",))


def doubles() -> History:
    return open_game(("Ada", "Bo"), ("Cy", "Di"))


def stats(history: History, name: str) -> StatLine:
    return next(p.stats for side in history.game.sides for p in side.everyone if p.name == name)


def throwers(history: History, rounds: int, team: Team = 1) -> list[str]:
    """Return who throws for the team in this round and in those after it."""
    names = []
    for _ in range(rounds):
        player = history.game.thrower(team)
        names.append(player.name if player else "")
        history = history.after(RoundEntered(Count(0, 0), Count(0, 0)), AT)
    return names


ROUND = rounds_entered(((1, 0), (0, 0)))
"""Three points for the first team."""


# --- names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [[], [GameStarted()], ROUND, [GameConceded(1)]])
def test_a_team_and_a_player_are_renamed_at_any_time(before: list[AnyEvent]) -> None:
    history = play(doubles(), *before, TeamUpdated(1, "Wasps", "#abcdef"), PlayerRenamed(4, "Dee"))
    side1, side2 = history.game.sides
    assert (side1.name, side1.color) == ("Wasps", "#abcdef")
    assert [player.name for player in side2.players] == ["Cy", "Dee"]


def test_a_renamed_player_keeps_the_statistics() -> None:
    history = play(doubles(), *ROUND, PlayerRenamed(1, "Ida"), *ROUND, *ROUND)
    assert stats(history, "Ida").rounds == 2


def test_a_name_or_a_color_changes_alone() -> None:
    history = play(doubles(), TeamUpdated(1, color="#abcdef"), TeamUpdated(2, "Emus"))
    assert [(side.name, side.color) for side in history.game.sides] == [("Bees", "#abcdef"), ("Emus", "#222222")]


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (TeamUpdated(1, "Ants"), "Both teams would be called Ants"),
        (TeamUpdated(1, "ants"), "Both teams would be called ants"),
        (TeamUpdated(1, color="#222222"), "Both teams would have that color"),
        (TeamUpdated(1, "Bees"), "is the name and the color of"),
        (TeamUpdated(1, " Bees"), "must be cleaned"),
        (TeamUpdated(1, color="red"), "must be cleaned"),
        (PlayerRenamed(1, "bo"), "already in this game"),
        (PlayerRenamed(1, "\u0421\u0443"), "already in this game"),
        (PlayerRenamed(1, "Ada"), "has that name already"),
        (PlayerRenamed(1, ""), "must be cleaned"),
        (PlayerRenamed(9, "Eve"), "There is no player 9"),
        (PlayerAdded(1, "Eve"), "There are 2 players in"),
        (PlayerSubstituted(1, "Bo"), "already in this game"),
        (PlayerSubstituted(1, "Cy"), "already in this game"),
        (PlayerSubstituted(9, "Eve"), "There is no player 9"),
        (PlayerRetired(9), "There is no player 9"),
    ],
)
def test_an_impossible_change_is_refused(event: AnyEvent, sentence: str) -> None:
    with pytest.raises(RuleViolation, match=sentence):
        play(doubles(), GameStarted(), event)


@pytest.mark.parametrize("event", [PlayerAdded(1, "Eve"), PlayerSubstituted(1, "Eve"), PlayerRetired(1)])
def test_players_come_and_go_by_the_lobby_before_the_game_and_not_after_it(event: AnyEvent) -> None:
    for history in (doubles(), play(doubles(), GameConceded(1))):
        with pytest.raises(RuleViolation, match="only while the game is under way"):
            history.after(event, AT)


def test_nothing_of_a_canceled_game_is_renamed() -> None:
    for event in (TeamUpdated(1, "Wasps"), PlayerRenamed(1, "Ida")):
        with pytest.raises(RuleViolation, match="canceled"):
            play(doubles(), GameCanceled(), event)


def test_captains_confirm_a_result_again_when_a_name_on_it_has_changed() -> None:
    confirmed = play(doubles(), GameConceded(1), Confirmed(1, "Ada", "0" * 64))
    assert confirmed.after(TeamUpdated(1, "Wasps"), AT).game.confirmations == ()
    assert confirmed.after(PlayerRenamed(1, "Ida"), AT).scored_seq == confirmed.seq + 1


def test_a_rename_in_the_lobby_is_not_undone_with_those_who_have_joined_since() -> None:
    history = play(singles(), TeamUpdated(1, "Wasps"), PlayerJoined(1, "Bo"))
    assert history.undo_stack is None


def test_a_rename_is_undone_and_redone() -> None:
    renamed = play(doubles(), *ROUND, TeamUpdated(1, "Wasps"))
    undone = renamed.after(Undone(), AT)
    assert undone.game.sides[0].name == "Bees"
    assert undone.after(Redone(), AT).game.sides[0].name == "Wasps"


# --- teams without a name ------------------------------------------------------------------------------------------


def unnamed(*players: tuple[str, ...]) -> History:
    team1, team2 = (NewTeam(players=list(names)) for names in players)
    return open_history(NewGame(team1=team1, team2=team2, team_size=4).to_event(), AT)


@pytest.mark.parametrize(
    ("players", "name"),
    [
        ((), "Orange"),
        (("Ada",), "Ada"),
        (("Ada", "Bo"), "Ada & Bo"),
        (("Ada", "Bo", "Cy"), "Ada, Bo & Cy"),
        (("Bartholomew Featherstone", "Ada Lovelace"), "Bartholomew & Ada"),
        (("Bartholomew-Featherstone Jr", "Wolfeschlegelsteinhausen Sr"), "Bartholomew-Featherstone & Wolfe"),
    ],
)
def test_a_team_without_a_name_has_its_players_names(players: tuple[str, ...], name: str) -> None:
    history = unnamed(players, ("Zoe",))
    assert history.game.sides[0].name == name
    assert len(name) <= 32


def test_the_players_names_follow_those_who_join_leave_and_are_renamed() -> None:
    history = play(unnamed((), ("Zoe",)), PlayerJoined(1, "Ada"), PlayerJoined(1, "Bo"))
    assert history.game.sides[0].name == "Ada & Bo"
    assert play(history, PlayerLeft(2)).game.sides[0].name == "Bo"
    assert play(history, PlayerRenamed(2, "Ida")).game.sides[0].name == "Ida & Bo"
    assert play(history, GameStarted(), PlayerSubstituted(2, "Eve")).game.sides[0].name == "Eve & Bo"


def test_an_empty_name_gives_the_players_names_back() -> None:
    assert doubles().after(TeamUpdated(1, ""), AT).game.sides[0].name == "Ada & Bo"


def test_nobody_joins_whose_team_would_have_the_other_one_s_name() -> None:
    history = open_history(NewGame(team1=NewTeam("Zoe")).to_event(), AT)
    with pytest.raises(RuleViolation, match="Both teams would be called Zoe"):
        history.after(PlayerJoined(2, "Zoe"), AT)


def test_two_teams_that_would_be_shown_alike_are_refused() -> None:
    with pytest.raises(InvalidValue, match="Both teams are called Blue"):
        NewGame(team1=NewTeam("Blue")).to_event()
    with pytest.raises(InvalidValue, match="Both teams are called Ada"):
        NewGame(team1=NewTeam("Ada"), team2=NewTeam(players=["Ada"])).to_event()


def test_a_state_says_which_team_has_no_name_of_its_own() -> None:
    state = build_state(open_history(NewGame(team1=NewTeam("Bees")).to_event(), AT), KIOSK)
    assert (state.team1.unnamed or False, state.team2.unnamed) == (False, True)


# --- late partners, substitutes, retirements -------------------------------------------------------------------------


def test_a_state_says_which_names_are_those_of_colors() -> None:
    history = play(unnamed((), ("Red",)), GameStarted())
    state = build_state(history, KIOSK)
    assert (state.team1.name, state.team1.named_by_color, state.team1.players[0].named_by_color) == (
        "Orange",
        True,
        True,
    )
    assert not state.team2.named_by_color
    assert not state.team2.players[0].named_by_color
    decoded = decode_state(encode_state(history, KIOSK))
    assert isinstance(decoded, FullState)
    assert decoded.state.team1 == state.team1


@pytest.mark.parametrize("event", [TeamUpdated(1, "Wolves"), TeamUpdated(1, color="#f05252")])
def test_a_team_without_players_throws_on_under_its_new_name(event: TeamUpdated) -> None:
    """Its name or its color was corrected, and nobody has become a player of the old one."""
    history = play(unnamed((), ("Zoe",)), BagThrown(1, "hole"), event)
    side = history.game.sides[0]
    assert [player.name for player in side.players] == [side.name] == [side.placeholder] == [event.name or "Red"]


def test_a_team_without_players_has_none_in_the_next_game_of_its_match() -> None:
    history = play(open_history(NewGame(rules="best-of-3").to_event(), AT), GameStarted(), GameConceded(1))
    following = next_in_match(history.game, 1)
    assert (following.team1.players, following.team2.players) == ((), ())


def test_a_late_partner_throws_from_the_next_round_on() -> None:
    history = play(singles(), *ROUND, PlayerAdded(1, "Bo"))
    assert throwers(history, 4) == ["Ada", "Bo", "Ada", "Bo"]
    history = play(singles(), *ROUND, *ROUND, PlayerAdded(1, "Bo"))
    assert throwers(history, 4) == ["Ada", "Bo", "Ada", "Bo"]


def test_a_late_partner_leaves_the_round_that_is_being_thrown_alone() -> None:
    history = play(singles(), *bag_throws(["hole", "off", "hole"]), PlayerAdded(1, "Bo"), *bag_throws(["off"] * 5, 2))
    assert (stats(history, "Ada").rounds, stats(history, "Bo").rounds) == (1, 0)
    assert stats(history, "Ada").holes == 2


def test_a_partner_joins_a_player_and_not_the_name_of_a_team() -> None:
    history = play(open_game((), ("Cy",)), BagThrown(1, "hole"))
    with pytest.raises(RuleViolation, match="First enter who throws for Bees now"):
        history.after(PlayerAdded(1, "Bo"), AT)
    history = play(history, PlayerRenamed(2, "Ada"), PlayerAdded(1, "Bo"))
    assert [player.name for player in history.game.sides[0].players] == ["Ada", "Bo"]


def test_a_substitute_throws_from_the_next_bag_with_statistics_of_their_own() -> None:
    history = play(singles(), *bag_throws(["hole", "off", "hole"]), PlayerSubstituted(1, "Eve"))
    history = play(history, *bag_throws(["off", "board", "off", "off", "off"], 2))
    ada, eve = stats(history, "Ada"), stats(history, "Eve")
    assert (ada.holes, ada.boards, ada.off, ada.points, ada.rounds) == (2, 0, 0, 6, 0)
    assert (eve.holes, eve.boards, eve.off, eve.points, eve.rounds) == (0, 1, 1, 1, 1)
    assert (eve.wins, eve.against) == (1, 0)


def test_a_substitute_between_rounds_begins_at_nothing() -> None:
    history = play(doubles(), *ROUND, *ROUND, PlayerSubstituted(1, "Eve"), *ROUND, *ROUND)
    assert [stats(history, name).rounds for name in ("Ada", "Eve", "Bo")] == [1, 1, 2]
    assert [player.name for player in history.game.sides[0].former_players] == ["Ada"]


def test_who_comes_back_goes_on_with_their_statistics() -> None:
    history = play(singles(), *ROUND, PlayerSubstituted(1, "Eve"), *ROUND, PlayerSubstituted(3, "Ada"), *ROUND)
    assert [stats(history, name).rounds for name in ("Ada", "Eve")] == [2, 1]
    assert [player.id for player in history.game.sides[0].players] == [1]


def test_who_comes_back_within_a_round_is_credited_all_their_bags() -> None:
    history = play(singles(), BagThrown(1, "hole"), PlayerSubstituted(1, "Eve"), BagThrown(1, "board"))
    history = play(history, PlayerSubstituted(3, "Ada"), BagThrown(1, "hole"), BagThrown(1, "off"))
    history = play(history, *[BagThrown(2, "off")] * 4)
    ada, eve = stats(history, "Ada"), stats(history, "Eve")
    assert (ada.holes, ada.off, ada.rounds, eve.boards, eve.rounds) == (2, 1, 1, 1, 0)


def test_the_rest_of_a_team_throws_on_without_one_who_retires() -> None:
    history = play(open_game(("Ada", "Bo", "Cleo"), ("Cy",), size=3), *ROUND, PlayerRetired(2))
    assert throwers(history, 3) == ["Cleo", "Ada", "Cleo"]


def test_the_round_stays_with_its_player_when_one_before_in_the_order_retires() -> None:
    history = play(open_game(("Ada", "Bo", "Cleo"), ("Cy",), size=3), *ROUND, BagThrown(1, "hole"), PlayerRetired(1))
    thrower = history.game.thrower(1)
    assert thrower is not None
    assert thrower.name == "Bo"
    assert throwers(play(history, *bag_throws(["off"] * 7, 2)), 2) == ["Cleo", "Bo"]


def test_the_only_player_of_a_team_cannot_retire() -> None:
    with pytest.raises(RuleViolation, match="is the only player of Bees"):
        play(singles(), GameStarted(), PlayerRetired(1))


@pytest.mark.parametrize("change", [PlayerSubstituted(2, "Eve"), PlayerRetired(2), PlayerAdded(1, "Eve")])
def test_a_change_beside_the_player_who_is_throwing_leaves_the_round_to_that_player(change: AnyEvent) -> None:
    history = play(open_game(("Ada", "Bo"), ("Cy",), size=3), BagThrown(1, "hole"), change)
    thrower = history.game.thrower(1)
    assert thrower is not None
    assert thrower.name == "Ada"
    assert [bag.thrown_by for bag in history.game.bags] == [None]


def test_a_corrected_round_stays_with_the_players_who_threw_it() -> None:
    history = play(doubles(), *ROUND, *ROUND, PlayerSubstituted(1, "Eve"), *ROUND)
    corrected = history.after(RoundCorrected(1, Count(4, 0), Count(0, 0)), AT)
    assert (stats(corrected, "Ada").holes, stats(corrected, "Eve").holes) == (4, 1)
    inserted = history.after(RoundInserted(1, Count(0, 2), Count(0, 0)), AT)
    assert sum(stats(inserted, name).boards for name in ("Ada", "Bo")) == 2
    assert stats(inserted, "Eve").boards == 0


def test_a_correction_of_a_round_before_a_late_partner_credits_nobody_who_was_not_there() -> None:
    history = play(singles(), *ROUND, *ROUND, PlayerAdded(1, "Bo"), *ROUND, *ROUND)
    corrected = history.after(RoundCorrected(2, Count(4, 0), Count(0, 0)), AT)
    assert (stats(corrected, "Ada").holes, stats(corrected, "Bo").holes) == (6, 1)


def test_state_report_and_heat_map_know_who_threw_what() -> None:
    history = play(singles(), BagThrown(1, "hole", 1.0, 2.0), BagThrown(2, "off"))
    history = play(history, PlayerSubstituted(1, "Eve"), BagThrown(1, "board", 3.0, 4.0))
    state = build_state(history, KIOSK)
    assert [player.name for player in state.team1.former_players or []] == ["Ada"]
    assert [bag.player for bag in state.bags] == [1, None, None]
    history = play(history, *bag_throws(["off"] * 5, 2))
    report = make_report(history, KIOSK)
    assert [(landing.player, landing.x) for landing in report.landings] == [(1, 1.0), (3, 3.0)]
    assert {player.name for player in report.players} == {"Ada", "Eve", "Cy"}
    landings = landings_by_player(history.game)
    assert [(landing.x, landing.result) for landing in landings[1]] == [(1.0, "hole")]


def test_a_state_with_everything_new_is_read_as_it_was_written() -> None:
    history = play(unnamed(("Ada",), ("Cy",)), BagThrown(1, "hole"), PlayerSubstituted(1, "Eve"), PlayerAdded(2, "Di"))
    data = encode_state(history, KIOSK)
    decoded = decode_state(data)
    assert isinstance(decoded, FullState)
    assert decoded.data == data
    assert (len(decoded.state.team1.former_players or []), decoded.state.team_size) == (1, 4)


# --- three and four --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [3, 4])
def test_the_players_of_a_larger_team_throw_in_turn(size: int) -> None:
    players = ("Ada", "Bo", "Cleo", "Dag")[:size]
    history = open_game(players, ("Cy",), size=size)
    assert throwers(history, size + 1) == [*players, "Ada"]


def test_switching_brings_the_next_player_of_a_larger_team() -> None:
    history = play(open_game(("Ada", "Bo", "Cleo"), ("Cy",), size=3), GameStarted(), PartnersSwitched(1))
    assert throwers(history, 3) == ["Bo", "Cleo", "Ada"]
    assert throwers(history.after(PartnersSwitched(1), AT), 1) == ["Cleo"]


def test_a_team_has_no_more_players_than_its_game_allows() -> None:
    with pytest.raises(InvalidValue, match="at most 2 players"):
        NewGame(team1=NewTeam(players=["Ada", "Bo", "Cleo"])).to_event()
    history = open_game(("Ada",), ("Cy",), size=1)
    with pytest.raises(RuleViolation, match="There is 1 player in"):
        history.after(PlayerJoined(1, "Bo"), AT)


def test_a_game_of_doubles_is_stored_as_it_always_was() -> None:
    assert b"team_size" not in all_events.encode(NewGame().to_event())


# --- forfeits --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [[], [GameStarted()], ROUND, bag_throws(["hole", "board"])])
def test_a_forfeit_gives_the_target_to_nothing(before: list[AnyEvent]) -> None:
    game = play(doubles(), *before, GameForfeited(2, "no-show")).game
    assert (game.status, game.winner, game.ended_by, game.score) == ("finished", 2, "forfeit", (0, 21))
    assert len(game.rounds) == sum(isinstance(event, RoundEntered) for event in before)


def test_a_forfeit_is_undone() -> None:
    history = play(doubles(), *ROUND)
    assert play(history, GameForfeited(2), Undone()).game == history.game


def test_a_corrected_round_leaves_a_forfeit_what_it_is() -> None:
    history = play(doubles(), *ROUND, GameForfeited(2), RoundCorrected(1, Count(0, 0), Count(0, 0)))
    assert (history.game.ended_by, history.game.score, history.game.rounds[0].score) == ("forfeit", (0, 21), (0, 0))


def test_a_forfeit_wins_by_the_target_of_the_rules() -> None:
    assert play(new_game(Rules(target=11)), GameForfeited(1)).game.score == (11, 0)


# --- games without a lobby -------------------------------------------------------------------------------------------


def test_a_game_without_a_lobby_is_under_way_at_once() -> None:
    game = open_history(NewGame(lobby=False).to_event(), AT).game
    assert (game.status, game.started_at) == ("live", AT)
    assert [side.players[0].name for side in game.sides] == ["Orange", "Blue"]


def test_the_next_game_of_a_match_needs_no_lobby() -> None:
    first = play(new_game(Rules(games=3)), GameConceded(1)).game
    assert open_history(next_in_match(first, 7), AT).game.status == "live"


def test_a_game_with_a_clock_waits_in_the_lobby_for_its_first_bag() -> None:
    first = play(new_game(Rules(games=3, limit_minutes=20)), GameConceded(1)).game
    assert open_history(next_in_match(first, 7), AT).game.status == "lobby"


# --- who has won the match -------------------------------------------------------------------------------------------


def match(rules: Rules, *winners: Team) -> History:
    """Return the last game of a match in which these teams have won its games."""
    history = new_game(rules)
    for number, winner in enumerate(winners):
        if number:
            history = open_history(next_in_match(history.game, number), AT)
        history = history.after(GameConceded(winner), AT)
    return history


@pytest.mark.parametrize(
    ("rules", "winners", "result"),
    [
        (Rules(games=3), (1,), (False, None)),
        (Rules(games=3), (1, 2), (False, None)),
        (Rules(games=3), (1, 1), (True, 1)),
        (Rules(games=3), (1, 2, 2), (True, 2)),
        (Rules(games=3, every_game_counts=True), (1, 1), (False, None)),
        (Rules(games=3, every_game_counts=True), (1, 1, 2), (True, 1)),
        (Rules(games=2, every_game_counts=True), (1, 2), (True, None)),
    ],
)
def test_the_state_of_the_last_game_says_who_has_won_the_match(
    rules: Rules, winners: tuple[Team, ...], result: tuple[bool, Team | None]
) -> None:
    state = build_state(match(rules, *winners), KIOSK)
    assert state.match is not None
    assert (state.match.over, state.match.winner) == result
