"""Automatic calls: a free court gets the next match after a wait in which the desk can decide otherwise."""

from goat_kiosk.tournament.calling import CALL_DELAY_MS, CHANGED_OFFER_DELAY_MS, Offers, next_offers
from goat_kiosk.tournament.events import CourtSet, TournamentClosed, TournamentPaused, TournamentResumed
from goat_kiosk.tournament.match_events import MatchHeld
from goat_kiosk.tournament.queue import court_queue
from tests.tournament.night import DIVISION, SINGLE, Night


def offers(night: Night, before: Offers, steady_now: int, taken: tuple[str, ...] = ()) -> Offers:
    return next_offers(before, night.state, court_queue(night.state, night.now), steady_now, taken)


def drawn_night() -> Night:
    night = Night(8, SINGLE, courts=["Board 1", "Board 2"])
    night.draw()
    return night


def test_each_free_court_gets_a_match_of_its_own_after_the_wait() -> None:
    night = drawn_night()
    first = offers(night, {}, 1_000)
    assert {court: offer.due_at for court, offer in first.items()} == {
        "Board 1": 1_000 + CALL_DELAY_MS,
        "Board 2": 1_000 + CALL_DELAY_MS,
    }
    assert len({offer.key for offer in first.values()}) == 2
    assert offers(night, first, 15_000) == first, "time alone changes no offer"
    assert [offer.seconds_left(15_500) for offer in first.values()] == [6, 6]


def test_another_match_is_not_called_before_the_desk_could_read_it() -> None:
    night = drawn_night()
    first = offers(night, {}, 0)
    night.add(MatchHeld(*first["Board 1"].key))
    late = offers(night, first, CALL_DELAY_MS - 1_000)["Board 1"]
    assert late.key != first["Board 1"].key
    assert late.due_at == CALL_DELAY_MS - 1_000 + CHANGED_OFFER_DELAY_MS
    early = offers(night, first, 2_000)["Board 1"]
    assert early.due_at == CALL_DELAY_MS, "the whole wait is long enough"


def test_a_court_that_asks_waits_for_the_desk_and_one_that_is_off_gets_nothing() -> None:
    night = drawn_night()
    night.add(CourtSet("Board 1", calling="ask"))
    night.add(CourtSet("Board 2", calling="off"))
    offers_to_confirm = offers(night, {}, 0)
    assert {court: offer.due_at for court, offer in offers_to_confirm.items()} == {"Board 1": None}
    assert offers_to_confirm["Board 1"].seconds_left(1_000) is None
    night.add(CourtSet("Board 1"))
    assert offers(night, offers_to_confirm, 60_000)["Board 1"].due_at == 60_000 + CHANGED_OFFER_DELAY_MS


def test_a_court_in_use_a_pause_and_the_end_offer_nothing() -> None:
    night = drawn_night()
    first = offers(night, {}, 0)
    assert set(offers(night, first, 0, ("Board 1",))) == {"Board 2"}
    night.add(TournamentPaused("pizza"))
    assert not offers(night, first, 1_000)
    night.add(TournamentResumed())
    assert offers(night, {}, 60_000)["Board 1"].due_at == 60_000 + CALL_DELAY_MS
    night.add(TournamentClosed())
    assert not offers(night, first, 61_000)


def test_an_offer_follows_the_queue() -> None:
    night = drawn_night()
    keys = {(queued.division, queued.match) for queued in court_queue(night.state, night.now) if queued.court}
    assert {offer.key for offer in offers(night, {}, 0).values()} == keys
    assert all(division == DIVISION for division, _ in keys)
