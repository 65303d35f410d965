"""Previews of corrections: the resulting game, compared with the current one."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from goat_kiosk.domain.events import Count, RoundCorrected, RoundDeleted, RoundInserted
from goat_kiosk.domain.history import History
from goat_kiosk.domain.preview import CorrectionEvent, Preview, RejectedPreview, preview_correction
from goat_kiosk.domain.rules.rules import Rules
from tests.domain import strategies
from tests.domain.test_properties import Sheet, by_counts
from tests.games import new_game, play, rounds_entered

THREE = rounds_entered(((1, 0), (0, 0)), ((0, 0), (0, 1)), ((0, 2), (0, 2)))

corrections: st.SearchStrategy[CorrectionEvent] = st.one_of(
    st.builds(RoundCorrected, st.integers(0, 12), strategies.side_count, strategies.side_count),
    st.builds(RoundInserted, st.integers(0, 12), strategies.side_count, strategies.side_count),
    st.builds(RoundDeleted, st.integers(0, 12)),
)


@given(strategies.rule_sets, strategies.rounds, corrections)
def test_the_preview_equals_a_game_played_with_the_corrected_rounds(
    rules: Rules, sheet: Sheet, event: CorrectionEvent
) -> None:
    history = by_counts(rules, sheet)
    if history is None:
        return
    outcome, meant = preview_correction(history, event), _played(rules, sheet, event)
    if meant is None:
        assert isinstance(outcome, RejectedPreview)
        assert outcome.reason.sentence
        return
    assert isinstance(outcome, Preview)
    assert outcome.before is history.game
    # A game whose only round is taken away was started all the same; one played without it never was.
    same = {"correction": None, "started_at": 0}
    assert replace(outcome.after, **same) == replace(meant.game, **same)
    assert [one.after for one in outcome.rounds if one.after] == list(meant.game.rounds)
    assert [one.before for one in outcome.rounds if one.before] == list(history.game.rounds)
    assert [line.after for line in outcome.stats] == [p.stats for side in meant.game.sides for p in side.players]


def _played(rules: Rules, sheet: Sheet, event: CorrectionEvent) -> History | None:
    """Play the corrected sheet from the start; None when there is no such round, or it ends too early."""
    if not 1 <= event.round <= len(sheet):
        return None
    corrected, at = list(sheet), event.round - 1
    if isinstance(event, RoundDeleted):
        del corrected[at]
    elif isinstance(event, RoundInserted):
        corrected.insert(at, (event.team1, event.team2))
    else:
        corrected[at] = event.team1, event.team2
    played = by_counts(rules, corrected)
    # A game with all its rounds taken out has begun all the same.
    return played if played is None or corrected else replace(played, game=replace(played.game, status="live"))


def test_the_differences_are_named() -> None:
    history = play(new_game(), *THREE)
    outcome = preview_correction(history, RoundCorrected(1, Count(0, 0), Count(1, 0)))
    assert isinstance(outcome, Preview)
    assert [sorted(change.changed_parts) for change in outcome.rounds] == [
        ["counts", "points", "score"],
        ["first_throw", "score"],
        ["score"],
    ]


def test_an_inserted_round_has_no_old_values_and_the_others_keep_theirs() -> None:
    history = play(new_game(), *THREE)
    outcome = preview_correction(history, RoundInserted(2, Count(0, 0), Count(0, 0)))
    assert isinstance(outcome, Preview)
    assert [(one.before and one.before.n, one.after and one.after.n) for one in outcome.rounds] == [
        (1, 1),
        (None, 2),
        (2, 3),
        (3, 4),
    ]
    assert [bool(one.changed_parts) for one in outcome.rounds] == [False, True, False, False]


def test_the_same_counts_change_nothing() -> None:
    history = play(new_game(), *THREE)
    outcome = preview_correction(history, RoundCorrected(1, Count(1, 0), Count(0, 0)))
    assert isinstance(outcome, Preview)
    assert outcome.changes_nothing


def test_a_preview_does_not_change_the_history() -> None:
    history = play(new_game(), *THREE)
    before = (history.game, history.seq, history.undo_stack)
    preview_correction(history, RoundDeleted(1))
    assert (history.game, history.seq, history.undo_stack) == before
