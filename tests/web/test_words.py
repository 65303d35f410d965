"""Texts that the server makes from a state: words, colors, and the error page."""

from typing import Any

import pytest

from goat_kiosk.domain.rules.rules import PRESETS, Rules, find_problems
from goat_kiosk.text import rules_text, theme
from goat_kiosk.web.live.view import view_of
from goat_kiosk.web.pages.spectator import render_error


def test_an_error_page_escapes_its_sentence() -> None:
    answer = render_error(503, "No <script>alert(1)</script>")
    assert answer.status == 503
    assert answer.text is not None
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(("status", "is_tried_again"), [(503, True), (429, True), (404, False), (500, False)])
def test_an_error_page_is_fetched_again_if_the_error_may_pass(status: int, *, is_tried_again: bool) -> None:
    assert ('http-equiv="refresh"' in (render_error(status, "Wait.").text or "")) == is_tried_again


def test_a_view_is_made_of_a_state_that_has_only_scores() -> None:
    view = view_of(b'{"game_id": 7, "team1": {"score": 3}, "team2": {"score": 5}, "of_a_newer_kiosk": 1}')
    assert (view.status, view.name(1), view.team2.score) == ("live", "Team 1", 5)
    assert rules_text.sentences(view.rules, ("Team 1", "Team 2"))[0] == "First to 21 wins, at the end of a round."
    assert view.hue(1).day == theme.tokens()["day"]["team1"]


def test_a_color_of_a_peers_state_cannot_inject_css() -> None:
    view = view_of(b'{"game_id": 7, "team1": {"score": 3, "color": "red;} body{display:none"}, "team2": {"score": 5}}')
    assert view.hue(1).night == theme.tokens()["night"]["team1"]


@pytest.mark.parametrize("rules", PRESETS.values(), ids=PRESETS.keys())
def test_every_preset_is_described_in_sentences(rules: Rules) -> None:
    sentences = rules_text.sentences(rules, ("Orange", "Blue"))
    assert all(sentence.endswith(".") and "None" not in sentence for sentence in sentences)


@pytest.mark.parametrize("change", [
    *({"target": 15}, {"win_by": 2}, {"win_by": 2, "cap": 25}, {"bust_to": 15}, {"bust_ignored": True}, {"skunk": 11}),
    *({"bust_to": 15, "bust_throws_first": True}, {"limit_rounds": 8}, {"limit_minutes": 20}, {"mode": "frames"}),
    *({"wash": "toss"}, {"touch": "three"}, {"lanes": "swap"}, {"games": 3}, {"games": 3, "every_game_counts": True}),
    {"handicap": (0, 4)},
], ids=str)  # fmt: skip
def test_every_rule_changes_a_topic(change: dict[str, Any]) -> None:
    fewer = dict(list(change.items())[:-1])
    topics, before = rules_text.topics(Rules(**change)), rules_text.topics(Rules(**fewer))
    assert [topic for topic, _ in topics] == [topic for topic, _ in before]
    assert topics != before
    assert all(sentence.endswith(".") and "None" not in sentence for _, sentence in topics)


def test_house_rules_are_described() -> None:
    house = Rules(target=15, win_by=2, cap=17, limit_minutes=20, touch="twelve", lanes="swap", games=3, handicap=(0, 4))
    bust = Rules(bust_to=15, bust_throws_first=True, skunk=11, wash="toss")
    assert not find_problems(house)
    assert not find_problems(bust)
    sentences = " ".join(
        rules_text.sentences(house, ("Orange", "Blue")) + rules_text.sentences(bust, ("Orange", "Blue"))
    )
    for part in (
        "First to 15, leading by 2 or more, wins at the end of a round. 17 wins whatever the lead.",
        "after 20 minutes is the last",
        "ends the round with 12",
        "change lanes",
        "Best of 3.",
        "Points of Blue at the start: 4.",
        "Exactly 21 wins, at the end of a round.",
        "A round that goes over drops the side back to 15. That side throws first next.",
        "11 to nothing wins too.",
        "a coin decides",
    ):
        assert part in sentences
