"""Result typed as numbers: “21 14” is one game, “21 14 18 21 21 19” are three."""

from goat_kiosk.tournament.event_fields import GameScore

_SEPARATORS = " -–:,./"
_MAX_DIGITS, _MAX_GAMES = 3, 9


class ScoreEntry:
    """What has been typed so far, a key at a time."""

    def __init__(self) -> None:
        self._numbers: list[str] = []
        self._is_number_complete = True

    def type(self, character: str) -> bool:
        """Take a digit, or what stands between two numbers; return whether it was either."""
        if character.isdecimal() and character.isascii():
            if self._is_number_complete:
                if len(self._numbers) < 2 * _MAX_GAMES:
                    self._numbers.append(character)
                    self._is_number_complete = False
            elif len(self._numbers[-1]) < _MAX_DIGITS:
                self._numbers[-1] += character
            return True
        if character and character in _SEPARATORS and self._numbers:
            self._is_number_complete = True
            return True
        return False

    def erase(self) -> None:
        """Take the last digit back."""
        if self._numbers:
            self._numbers[-1] = self._numbers[-1][:-1]
            self._is_number_complete = not self._numbers[-1]
            if not self._numbers[-1]:
                self._numbers.pop()

    def clear(self) -> None:
        """Forget what was typed."""
        self._numbers, self._is_number_complete = [], True

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been typed."""
        return not self._numbers

    @property
    def is_complete(self) -> bool:
        """Whether each game has both numbers."""
        return bool(self._numbers) and len(self._numbers) % 2 == 0

    @property
    def scores(self) -> tuple[GameScore, ...]:
        """The games that have both numbers."""
        values = list(map(int, self._numbers))
        return tuple(zip(values[::2], values[1::2], strict=False))

    @property
    def text(self) -> str:
        """The numbers as they are shown: “21–14, 18–”."""
        pairs = [self._numbers[place : place + 2] for place in range(0, len(self._numbers), 2)]
        return ", ".join("–".join([*pair, ""][:2]) for pair in pairs)
