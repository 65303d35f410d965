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
    preview, meant = preview_correction(history, event), _played(rules, sheet, event)
    if meant is None:
        assert isinstance(preview, RejectedPreview)
        assert preview.reason.sentence
        return
    assert isinstance(preview, Preview)
    assert preview.before is history.game
    # A game whose only round is taken away was started all the same; one played without it never was.
    expected = {"correction": None, "started_at": 0}
    assert replace(preview.after, **expected) == replace(meant.game, **expected)
    assert [row.after for row in preview.rounds if row.after] == list(meant.game.rounds)
    assert [row.before for row in preview.rounds if row.before] == list(history.game.rounds)


def _played(rules: Rules, sheet: Sheet, event: CorrectionEvent) -> History | None:
    """Play the corrected sheet from the start; return None if it has no such round or ends too early."""
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
    preview = preview_correction(history, RoundCorrected(1, Count(0, 0), Count(1, 0)))
    assert isinstance(preview, Preview)
    assert [sorted(change.changed_parts) for change in preview.rounds] == [
        ["counts", "points", "score"],
        ["first_throw", "score"],
        ["score"],
    ]


def test_an_inserted_round_has_no_old_values_and_the_others_keep_theirs() -> None:
    history = play(new_game(), *THREE)
    preview = preview_correction(history, RoundInserted(2, Count(0, 0), Count(0, 0)))
    assert isinstance(preview, Preview)
    assert [(row.before and row.before.n, row.after and row.after.n) for row in preview.rounds] == [
        (1, 1),
        (None, 2),
        (2, 3),
        (3, 4),
    ]
    assert [bool(row.changed_parts) for row in preview.rounds] == [False, True, False, False]


def test_the_same_counts_change_nothing() -> None:
    history = play(new_game(), *THREE)
    preview = preview_correction(history, RoundCorrected(1, Count(1, 0), Count(0, 0)))
    assert isinstance(preview, Preview)
    assert preview.changes_nothing


def test_a_preview_does_not_change_the_history() -> None:
    history = play(new_game(), *THREE)
    before = (history.game, history.seq, history.undo_stack)
    preview_correction(history, RoundDeleted(1))
    assert (history.game, history.seq, history.undo_stack) == before
