"""What can go wrong and is known: each error carries the sentence its reader acts on.

Errors here are answers, not bugs: the window shows the sentence in its message line, the web sends it as
``application/problem+json``, the command line prints it. Anything that is not a `KioskError` is a bug and is
caught only at a boundary, which logs it.
"""


class KioskError(Exception):
    """A known refusal or failure; `sentence` says what happened and what to do, for a volunteer to read."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class RuleViolation(KioskError):
    """The command is against the rules of the game as it stands; nothing has changed."""


class NotInGame(RuleViolation):
    """The game has no such round, bag or player."""


class InvalidValue(KioskError):
    """A value is of the right type but out of its range, or values contradict each other."""


class NotFound(KioskError):
    """The game or file asked for does not exist."""


class StaleView(KioskError):
    """The writer looked at an older state than the newest one."""


class NotOurs(KioskError):
    """The game is kept by another kiosk; this one only shows it."""


class NotSaved(KioskError):
    """The event log could not keep the event: disk full, gone or read-only. Nobody was told of the event."""


class Unusable(KioskError):
    """A file, folder, port or setting cannot be used as it is."""


class NotAllowed(KioskError):
    """Who asks may not do this: the pairing has ended, or is for another court."""
