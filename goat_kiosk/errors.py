"""Exceptions for known errors: each has a sentence that says what happened and what the reader can do.

The sentence is written in English where the error is raised, with its values apart: ``NotFound("There is no game
{game}.", game=7)``. So it can be translated for the reader (`text.i18n.translate_error`); logs and the command line
use the English.

The window shows the sentence in its message line, the web sends it as ``application/problem+json``, the command line
prints it. Every other exception is a bug, and is caught only at a boundary, which logs it.
"""

import errno
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self


class Message:
    """A translatable message: a template with its values, and `sentence`, the English text."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        """`values` fill the ``{names}`` in `sentence`; a value may be a `Message`, which is translated too."""
        self.template, self.values = sentence, values
        self.sentence = sentence.format_map(values) if values else sentence

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.sentence


class KioskError(Message, Exception):
    """A known refusal or failure; `sentence` says what happened and what to do, for a volunteer to read."""

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


class CourtBusy(RuleViolation):
    """The court has another unfinished game."""


class NotInGame(RuleViolation):
    """The game has no such round, bag or player."""


class InvalidValue(KioskError):
    """A value is of the right type but out of its range, or values contradict each other."""


class NotFound(KioskError):
    """The requested game or file does not exist."""


class StaleView(KioskError):
    """The command was based on a state that is no longer the newest one."""


class OwnedElsewhere(KioskError):
    """Another kiosk owns the game; this one only shows it."""


class NotSaved(KioskError):
    """The event log could not store the event (disk full, missing or read-only); no listener was notified."""


class Unavailable(KioskError):
    """A file, folder, port or setting cannot be used."""


class PortUnusable(Unavailable):
    """The server cannot listen on a port. `values` has `host` and `port`; the cause is the system's error."""

    @property
    def is_taken(self) -> bool:
        """Whether another port may work: a program uses this one, or the system reserves it."""
        return isinstance(self.__cause__, OSError) and self.__cause__.errno in {errno.EADDRINUSE, errno.EACCES}


class NotAllowed(KioskError):
    """The sender may not do this: the pairing has ended, or is for another court."""


class DeskTimeout(KioskError):
    """The desk did not answer in time; the command may still be carried out, so it should be repeated with its key."""


@contextmanager
def log_bugs(log: logging.Logger, activity: str) -> Iterator[None]:
    """Log any exception of the block as a bug in `activity`, and continue; for each turn of an endless loop."""
    try:
        yield
    except Exception:
        log.exception("A bug in %s", activity)
