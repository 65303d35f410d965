"""What can go wrong and is known: each error carries the sentence its reader acts on.

The sentence is written in English where the error is raised, its values apart: ``NotFound("There is no game {game}.",
game=7)``. So it can be shown in the reader's language (`text.i18n.translate_error`); logs and the command line say
it as it is.

Errors here are answers, not bugs: the window shows the sentence in its message line, the web sends it as
``application/problem+json``, the command line prints it. Anything that is not a `KioskError` is a bug and is
caught only at a boundary, which logs it.
"""

import errno
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self


class Message:
    """What is said to a reader whose language is not known yet; `sentence` is the English of it."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        """`values` fill the ``{names}`` in the sentence; one that is a sentence itself is told as such."""
        self.template, self.values = sentence, values
        self.sentence = sentence.format_map(values) if values else sentence

    def __str__(self) -> str:
        """Return the English."""
        return self.sentence


class KioskError(Message, Exception):
    """A known refusal or failure; `sentence` says what happened and what to do, for a volunteer to read."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        """As of a `UplinkMessage`."""
        Message.__init__(self, sentence, **values)
        Exception.__init__(self, self.sentence)

    @classmethod
    def combined(cls, wrong: Sequence["KioskError"]) -> Self:
        """Return one error that says everything that is wrong."""
        values = {f"sentence{place}": error for place, error in enumerate(wrong)}
        return cls(" ".join(f"{{{name}}}" for name in values), **values)


class RuleViolation(KioskError):
    """The command is against the rules of the game as it stands; nothing has changed."""


class CourtBusy(RuleViolation):
    """Another game that is not over stands on the court."""


class NotInGame(RuleViolation):
    """The game has no such round, bag or player."""


class InvalidValue(KioskError):
    """A value is of the right type but out of its range, or values contradict each other."""


class NotFound(KioskError):
    """The game or file asked for does not exist."""


class StaleView(KioskError):
    """The writer looked at an older state than the newest one."""


class OwnedElsewhere(KioskError):
    """The game is kept by another kiosk; this one only shows it."""


class NotSaved(KioskError):
    """The event log could not keep the event: disk full, gone or read-only. Nobody was told of the event."""


class Unavailable(KioskError):
    """A file, folder, port or setting cannot be used as it is."""


class PortUnusable(Unavailable):
    """A port cannot be listened on; the values have the `host` and the `port`, the cause is the system's error."""

    @property
    def is_taken(self) -> bool:
        """Whether another port may do: this one is used by another program, or kept by the system for itself."""
        return isinstance(self.__cause__, OSError) and self.__cause__.errno in {errno.EADDRINUSE, errno.EACCES}


class NotAllowed(KioskError):
    """Who asks may not do this: the pairing has ended, or is for another court."""


class DeskTimeout(KioskError):
    """The desk did not answer in time; the command may still be carried out, so it should be repeated with its key."""


@contextmanager
def log_bugs(log: logging.Logger, what: str) -> Iterator[None]:
    """Log whatever the block raises as a bug in `what`, and go on: the boundary of each turn of a loop without end."""
    try:
        yield
    except Exception:
        log.exception("A bug in %s", what)
