"""A program that uses the generated Python client; it runs in the generator's environment, not in ours.

Usage: score_game.py URL KEY, with the generated package ``kiosk_client`` on the path.
"""

# mypy: ignore-errors
# The package is generated when the test runs, so nothing is known of its types here.

import io
import sys

from kiosk_client import AuthenticatedClient
from kiosk_client.api.devices import (
    create_pairing_code,
    list_devices,
    pair_device,
    rename_device,
    revoke_device,
)
from kiosk_client.api.games import (
    create_game,
    create_next_game,
    end_game,
    get_game,
    get_game_log,
    list_games,
    start_game,
)
from kiosk_client.api.lobby import join_game
from kiosk_client.api.matches import call_match, record_result
from kiosk_client.api.names import add_names, list_name_lists
from kiosk_client.api.players import rename_player, substitute_player
from kiosk_client.api.scoring import correct_round, enter_round, throw_bag, undo
from kiosk_client.api.screens import list_screens, order_screen, report_screen
from kiosk_client.api.tournaments import (
    add_division,
    add_entry,
    add_tournament_player,
    create_tournament,
    draw_division,
    get_tournament,
    list_matches,
)
from kiosk_client.models import (
    CodeBody,
    Count,
    DivisionBody,
    DivisionBodyKind,
    DrawBody,
    EffectPreview,
    EmptyBody,
    EndBody,
    EndBodyEndedBy,
    EntryBody,
    GameLog,
    JoinBody,
    MatchCourtBody,
    NameRow,
    NamesBody,
    NewGame,
    NewRoundBody,
    NewRules,
    NewTeam,
    NewTournamentBody,
    NextGameBody,
    Order,
    OrderDo,
    PairBody,
    PlayerBody,
    PlayerNameBody,
    RenameBody,
    Result,
    ResultBody,
    ResultBodyHow,
    RoundCounts,
    SceneInput,
    SceneInputShow,
    ScreenReport,
    ScreenReportKind,
    ScreenReportShows,
    StageBody,
    StageBodyFormat,
    StartGameBody,
    Team,
    ThrowBagBody,
    UnknownEvent,
)
from kiosk_client.types import File

client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2])


def main() -> None:
    game = play()
    forfeit_and_continue(game)
    read_a_newer_log(game)
    add_names_of_a_season()
    pair_a_phone()
    control_a_screen(game)
    run_a_tournament()


def play() -> int:
    teams = {"team1": NewTeam(name="Hawks", players=["Ann"]), "team2": NewTeam(name="Owls", players=["Cy"])}
    new = create_game.sync(client=client, body=NewGame(court="Python", rules=NewRules(games=3), **teams))
    game = new.game_id
    assert (new.status, new.rules.target, new.match.games) == ("lobby", 21, 3)
    joined = join_game.sync(game, client=client, body=JoinBody(name="Bo", team=Team.VALUE_1))
    assert [player.name for player in joined.team1.players] == ["Ann", "Bo"]
    assert start_game.sync(game, client=client, body=StartGameBody()).status == "live"
    thrown = throw_bag.sync(
        game, client=client, body=ThrowBagBody(Team.VALUE_1, Result.HOLE, x=12.0, y=39.0), idempotency_key="python-1"
    )
    assert (thrown.bags[0].result, thrown.bags[0].x, thrown.can_undo) == ("hole", 12.0, True)
    assert undo.sync(game, client=client, body=EmptyBody()).bags == []
    enter_round.sync(game, client=client, body=NewRoundBody(team1=Count(4, 0), team2=Count(0, 1)))
    corrected = correct_round.sync(
        game, 1, client=client, body=RoundCounts(Count(3, 0), Count(0, 0), reason="One off.")
    )
    assert (corrected.team1.score, corrected.correction.before) == (9, [11, 0])
    assert rename_player.sync(game, 1, client=client, body=PlayerNameBody("Anna")).team1.players[0].name == "Anna"
    substituted = substitute_player.sync(game, 1, client=client, body=PlayerNameBody("Dee"))
    assert [player.name for player in substituted.team1.former_players] == ["Anna"]
    assert game in {state.game_id for state in list_games.sync(client=client)}
    assert [entry.event.type_ for entry in get_game_log.sync(game, client=client).events][:2] == [
        "game-created",
        "player-joined",
    ]
    return game


def forfeit_and_continue(game: int) -> None:
    over = end_game.sync(game, client=client, body=EndBody(EndBodyEndedBy.FORFEIT, Team.VALUE_1, reason="Gone home."))
    assert (over.ended_by, over.winner, over.team1.score) == ("forfeit", Team.VALUE_1, 21)
    refused = throw_bag.sync_detailed(game, client=client, body=ThrowBagBody(Team.VALUE_1, Result.OFF))
    assert (refused.status_code, refused.parsed.code) == (409, "game-over")
    following = create_next_game.sync(game, client=client, body=NextGameBody())
    assert (following.match.number, following.match.wins) == (2, [1, 0])
    state = get_game.sync(following.game_id, client=client)
    assert state.updated_at.tzinfo is not None


def read_a_newer_log(game: int) -> None:
    answer = get_game_log.sync(game, client=client).to_dict()
    answer["events"][1]["event"] = {"type": "game-postponed", "until": "2030-01-01T00:00:00Z"}
    answer["events"][0]["event"]["surface"] = "grass"
    newer = GameLog.from_dict(answer)
    unknown = [entry.event["type"] for entry in newer.events if isinstance(entry.event, UnknownEvent)]
    assert unknown == ["game-postponed"]
    assert newer.events[0].event.court == "Python"


def add_names_of_a_season() -> None:
    rows = NamesBody(rows=[NameRow(team="Hawks", players=["Kim"])])
    assert [name.name for name in add_names.sync(client=client, body=rows).accepted] == ["Kim"]
    file = File(io.BytesIO("Equipo;Jugador\nHalcones;Íñigo\n".encode("cp1252")), mime_type="text/csv")
    added = add_names.sync(client=client, body=file, source="season.csv")
    assert [(name.line, name.name) for name in added.accepted] == [(2, "Halcones"), (2, "Íñigo")]
    assert "season.csv" in {listed.source for listed in list_name_lists.sync(client=client)}


def pair_a_phone() -> None:
    code = create_pairing_code.sync(client=client, body=CodeBody(court="Python"))
    phone = pair_device.sync(client=client, body=PairBody(code.code, "Phone"))
    assert [device.name for device in list_devices.sync(client=client) if device.device == phone.device] == ["Phone"]
    assert rename_device.sync(phone.device, client=client, body=RenameBody("Pixel")).name == "Pixel"
    assert revoke_device.sync_detailed(phone.device, client=client, body=EmptyBody()).status_code == 204


def control_a_screen(game: int) -> None:
    report = ScreenReport(
        id="0123456789abcdef",
        run="01234567",
        kind=ScreenReportKind.WALL,
        width=1920,
        height=1080,
        page=f"/display/{game}",
        scene=SceneInput(SceneInputShow.PAGE),
        shows=ScreenReportShows(),
    )
    assert report_screen.sync(client=client, body=report).orders == []
    assert "0123456789abcdef" in {screen.id for screen in list_screens.sync(client=client)}
    assert order_screen.sync("0123456789abcdef", client=client, body=Order(OrderDo.IDENTIFY)).waiting == 1


def run_a_tournament() -> None:
    new = create_tournament.sync(client=client, body=NewTournamentBody(name="Friday", courts=["Board 1"]))
    t = new.tournament_id
    stages = [StageBody(StageBodyFormat.DOUBLE)]
    division = DivisionBody(name="Open", kind=DivisionBodyKind.SINGLES, stages=stages)
    assert add_division.sync(t, client=client, body=division).division == 1
    for name in ("Ada", "Bo"):
        player = add_tournament_player.sync(t, client=client, body=PlayerBody(name=name))
        assert add_entry.sync(t, 1, client=client, body=EntryBody(players=[player.player])).name == name
    drawn = draw_division.sync(t, 1, client=client, body=DrawBody(order=[1, 2]))
    assert (drawn[0].match, drawn[0].a.entry) == ("W1-1", 1)
    assert call_match.sync(t, 1, "W1-1", client=client, body=MatchCourtBody(court="Board 1")).status == "called"
    result = ResultBody(winner=Team.VALUE_1, scores=[[21, 14]], how=ResultBodyHow.PLAYED)
    preview = record_result.sync(t, 1, "W1-1", client=client, body=result, preview=True)
    assert isinstance(preview, EffectPreview)
    assert {changed.match for changed in preview.effect} == {"W1-1", "F-1"}
    assert record_result.sync(t, 1, "W1-1", client=client, body=result).winner == Team.VALUE_1
    assert [match.status for match in list_matches.sync(t, 1, client=client)] == ["over", "ready", "waiting"]
    state = get_tournament.sync(t, client=client)
    assert [(court.court, court.calling) for court in state.courts] == [("Board 1", "auto")]


main()
