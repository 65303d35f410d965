"""The blocklist file: the venue edits it, and players' names are checked against it."""

import os
from pathlib import Path

import pytest

from goat_kiosk.desk.blocklist_file import FILE_NAME, SHIPPED, BlocklistFile
from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.scorekeeper import Scorekeeper, authorize_all
from goat_kiosk.domain.events import GameCreated, PlayerJoined, TeamEntry
from goat_kiosk.errors import InvalidValue, Unavailable
from goat_kiosk.store.log.event_log import EventLog
from tests.games import AT

INNOCENT = [
    *("Dick Clark", "Cassandra", "Hancock", "Dickinson", "Scunthorpe", "Slutsky", "Kike Hernández", "Nazira", "Cono"),
    *("Computadora", "Disputas", "Marica Rossi", "Apollo", "Essex Eagles", "Vergara", "Shitij", "Spicer", "Assad"),
]


def test_the_built_in_list_is_copied_to_the_data_folder(tmp_path: Path) -> None:
    blocklist = BlocklistFile(tmp_path)
    assert (tmp_path / FILE_NAME).read_text(encoding="utf-8") == SHIPPED.read_text(encoding="utf-8") == blocklist.text
    for name in ("F.u.c.k", "Sh1t happens", "PUTA", "pendejó", "Sieg-Heil"):
        with pytest.raises(InvalidValue, match="choose another"):
            blocklist.check(name)
    for name in INNOCENT:
        blocklist.check(name)


def test_a_list_edited_by_hand_or_emptied_applies_at_once(tmp_path: Path) -> None:
    blocklist, file = BlocklistFile(tmp_path), tmp_path / FILE_NAME
    blocklist.check("Bum")
    file.write_text("bum\n")
    os.utime(file, ns=(1, 1))
    with pytest.raises(InvalidValue):
        blocklist.check("Bum")
    blocklist.write("")
    blocklist.check("shit")
    assert BlocklistFile(tmp_path).text == "", "an emptied list stays empty at the next start"


def test_a_file_that_cannot_be_read_leaves_the_built_in_list_in_force(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    blocklist = BlocklistFile(tmp_path)
    with pytest.raises(InvalidValue):
        blocklist.check("shit")
    with pytest.raises(Unavailable, match="cannot be kept"):
        blocklist.write("bum")
    (tmp_path / FILE_NAME).rmdir()
    (tmp_path / FILE_NAME).write_bytes(b"b\xffm\nbum\n")
    with pytest.raises(InvalidValue):
        blocklist.check("bum")


def test_a_blocked_name_is_refused_to_players_but_not_to_the_scorekeeper(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log:
        scorekeeper = Scorekeeper(log, "Patio", lambda: AT)
        lobby = Lobby(scorekeeper, approve=True, blocklist=BlocklistFile(tmp_path))
        game = scorekeeper.create(
            GameCreated("Court 1", TeamEntry("Shit", "#ff8a1f"), TeamEntry("Blue", "#4db2ff"))
        ).game_id
        for join in (PlayerJoined(1, "Shit"), PlayerJoined(2, "S h i t")):
            with pytest.raises(InvalidValue, match="not shown on the wall here"):
                lobby.join(game, join)
        assert lobby.pending_joins(game) == []
        assert lobby.join(game, PlayerJoined(1, "Shit"), authorize=authorize_all)[0].join_status == "joined"
