"""Promises of a switch night: what its number of players allows, and what it cannot, by counting.

Each game introduces a player to three others, so `r` games need 3r+1 players for nobody to meet anybody again. And four
people who have shared a court must go to four different ones: with fewer courts somebody meets again at once.
"""

from goat_kiosk.errors import Message


def switch_promises(players: int, games: int) -> list[Message]:
    """Return sentences about a night in which each of at least four players plays so many games."""
    return [_partners(players, games), _others(players, games), _sits(players)]


def first_repeated_partner(players: int) -> int:
    """Return the game of a player in which the first partner comes again."""
    return players


def first_repeated_meeting(players: int) -> int:
    """Return the first round in which somebody is sure to meet again somebody whom they have met, in whatever role."""
    courts, sitting = players // 4, players % 4
    if courts * (4 - courts) > sitting:
        return 2
    return (players - 1) // 3 + 1


def _partners(players: int, games: int) -> Message:
    if games < first_repeated_partner(players):
        return Message("Nobody has the same partner twice while everybody stays.")
    return Message(
        "With {players} players, partners repeat from game {game} on.",
        players=players,
        game=first_repeated_partner(players),
    )


def _others(players: int, games: int) -> Message:
    first = first_repeated_meeting(players)
    if games < first:
        return Message("It is possible that nobody meets anybody twice; no more than that is promised.")
    return Message(
        "With {players} players, somebody meets a partner or an opponent again from game {game} on.",
        players=players,
        game=first,
    )


def _sits(players: int) -> Message:
    if players % 4 == 0:
        return Message("Everybody can play in every round.")
    return Message(
        "In each round {count:player sits|players sit} out, nobody two times more than another.", count=players % 4
    )
