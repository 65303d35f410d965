"""Exceptions for known errors: each has a sentence that says what happened and what the reader can do.

The sentence is written in English where the error is raised, with its values apart: ``NotFound("There is no game
{game}.", game=7)``. So it can be translated for the reader (`text.i18n.translate_error`); logs and the command line
use the English.

The window shows the sentence in its message line, the web sends it as ``application/problem+json``, the command line
prints it. Every other exception is a bug, and is caught only at a boundary, which logs it.
"""

import errno
import logging
import string
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Self


class Message:
    """A translatable message: a template with its values, and `sentence`, the English text."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        """`values` fill the ``{names}`` in `sentence`; a value may be a `Message`, which is translated too."""
        self.template, self.values = sentence, values
        self.sentence = fill_in(sentence, values) if values else sentence

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.sentence

    def __eq__(self, other: object) -> bool:
        """Whether `other` says the same with the same values."""
        return isinstance(other, Message) and (self.template, self.values) == (other.template, other.values)

    def __hash__(self) -> int:
        """Return the hash of the template; values may be unhashable."""
        return hash(self.template)


class _SentenceFormatter(string.Formatter):
    """Formats ``{count:bag|bags}`` as a number with its noun, in the singular for 1: “1 bag”, “3 bags”.

    A ``#`` says where the number stands, if it is not first: ``{count:is # bag|are # bags}``.
    """

    def format_field(self, value: object, format_spec: str) -> str:
        if "|" not in format_spec:
            return format(value, format_spec)
        singular, plural = format_spec.split("|")
        words = singular if str(value) == "1" else plural
        return words.replace("#", str(value)) if "#" in words else f"{value} {words}"


_formatter = _SentenceFormatter()


def fill_in(sentence: str, values: Mapping[str, object]) -> str:
    """Return `sentence` with its ``{names}`` replaced by `values`, and its nouns in the number of their counts."""
    return _formatter.vformat(sentence, (), values) if "|" in sentence else sentence.format_map(values)


class TranslatableWord(str):
    """A word of the program where a name stands, such as a color as a team's name; sentences translate it."""

    __slots__ = ()


class KioskError(Message, Exception):
    """A known refusal or failure; `sentence` says what happened and what to do, for a volunteer to read."""

    code = "failed"
    """What programs tell errors apart by, listed in docs/protocol.md. A code is never changed or removed."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        """Take the same arguments as `Message`."""
        Message.__init__(self, sentence, **values)
        Exception.__init__(self, self.sentence)

    @classmethod
    def combined(cls, errors: Sequence["KioskError"]) -> Self:
        """Return one error with the sentences of all `errors`."""
        values = {f"sentence{index}": error for index, error in enumerate(errors)}
        return cls(" ".join(f"{{{name}}}" for name in values), **values)


class RuleViolation(KioskError):
    """The command is against the rules of the game as it stands; nothing has changed."""

    code = "against-the-rules"


class CourtBusy(RuleViolation):
    """The court has another unfinished game."""

    code = "court-busy"


class NotInGame(RuleViolation):
    """The game has no such round, bag or player."""

    code = "not-in-game"


class NotInTournament(RuleViolation):
    """The tournament has no such player, division, entry or match."""

    code = "not-in-tournament"


class MatchCalledAlready(RuleViolation):
    """The match has been called, is played or over, so its sides cannot change."""

    code = "match-called"


class NotTied(RuleViolation):
    """The entries do not share a place, so there is no tie to decide."""

    code = "not-tied"


class MatchNotReady(RuleViolation):
    """The match waits for its sides, or is not played at all."""

    code = "match-not-ready"


class GameAlreadyStarted(RuleViolation):
    """The game has started; the command is for its lobby."""

    code = "game-started"


class GameNotLive(RuleViolation):
    """The command needs a game that is being played."""

    code = "game-not-live"


class GameOver(RuleViolation):
    """The game is over."""

    code = "game-over"


class GameNotOver(RuleViolation):
    """The game is not over yet."""

    code = "game-not-over"


class MatchOver(RuleViolation):
    """The match is over with this game, or another game has its place in it."""

    code = "match-over"


class CanceledGame(RuleViolation):
    """The game was canceled."""

    code = "game-canceled"


class GameOffCourt(RuleViolation):
    """The game is set aside: it has no court."""

    code = "game-set-aside"


class NotYourTurn(RuleViolation):
    """The team has thrown its bags of this round."""

    code = "not-your-turn"


class TossRequired(RuleViolation):
    """A coin decides who throws next."""

    code = "toss-required"


class RoundUnderWay(RuleViolation):
    """The round has bags already."""

    code = "round-under-way"


class EndsGameEarly(RuleViolation):
    """A correction would end the game before rounds that were played."""

    code = "ends-game-early"


class NothingToUndo(RuleViolation):
    """There is nothing to undo."""

    code = "nothing-to-undo"


class NothingToRedo(RuleViolation):
    """There is nothing to redo."""

    code = "nothing-to-redo"


class NoChange(RuleViolation):
    """All is as the command wants it already."""

    code = "no-change"


class TeamFull(RuleViolation):
    """The team has all its players."""

    code = "team-full"


class NameTaken(RuleViolation):
    """Another player or team of the game has that name, or one that looks the same."""

    code = "name-taken"


class LimitReached(RuleViolation):
    """There are as many as the kiosk stores."""

    code = "limit-reached"


class AnsweredElsewhere(RuleViolation):
    """The result is confirmed on another phone."""

    code = "answered-elsewhere"


class OwnedHere(RuleViolation):
    """This kiosk scores the game already."""

    code = "owned-here"


class InvalidValue(KioskError):
    """A value is of the right type but out of its range, or values contradict each other."""

    code = "invalid-value"


class DuplicateName(InvalidValue):
    """Two names of a new game are the same, or look the same."""

    code = "name-taken"


class NameBlocked(InvalidValue):
    """The name has a word of the venue's list."""

    code = "name-blocked"


class KeyReused(InvalidValue):
    """The ``Idempotency-Key`` was used for another command."""

    code = "idempotency-key-reused"


class UnknownParameter(InvalidValue):
    """The query has a parameter that the address does not have."""

    code = "unknown-parameter"


class NotFound(KioskError):
    """The requested game or file does not exist."""

    code = "not-found"


class EventsElsewhere(NotFound):
    """The events of the game are at another kiosk; this one has only its state."""

    code = "owned-elsewhere"


class StaleView(KioskError):
    """The command was based on a state that is no longer the newest one."""

    code = "stale-state"


class OwnedElsewhere(KioskError):
    """Another kiosk owns the game; this one only shows it."""

    code = "owned-elsewhere"


class NotSaved(KioskError):
    """The event log could not store the event (disk full, missing or read-only); no listener was notified."""

    code = "not-saved"


class Unavailable(KioskError):
    """A file, folder, port or setting cannot be used."""

    code = "unavailable"


class ContinuedElsewhere(Unavailable):
    """Another computer goes on from a backup of this one."""


class PortUnusable(Unavailable):
    """The server cannot listen on a port. `values` has `host` and `port`; the cause is the system's error."""

    @property
    def is_taken(self) -> bool:
        """Whether another port may work: a program uses this one, or the system reserves it."""
        return isinstance(self.__cause__, OSError) and self.__cause__.errno in {errno.EADDRINUSE, errno.EACCES}


class NotAllowed(KioskError):
    """The sender may not do this: the pairing has ended, or is for another court."""

    code = "not-allowed"


class WrongCourt(NotAllowed):
    """The phone is paired for another court."""

    code = "wrong-court"


class PairingEnded(NotAllowed):
    """The phone's pairing was revoked or has expired."""

    code = "pairing-ended"


class WrongCode(NotAllowed):
    """The pairing code is wrong, used or expired."""

    code = "wrong-code"


class DeskTimeout(KioskError):
    """The desk did not answer in time; the command may still be carried out, so it should be repeated with its key."""

    code = "desk-timeout"


@contextmanager
def log_bugs(log: logging.Logger, activity: str) -> Iterator[None]:
    """Log any exception of the block as a bug in `activity`, and continue; for each turn of an endless loop."""
    try:
        yield
    except Exception:
        log.exception("A bug in %s", activity)
