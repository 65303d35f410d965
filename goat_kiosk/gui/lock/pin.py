"""PIN hashing and rate limiting: stored as a salted scrypt hash; wrong tries make the next one wait.

It stops people who play with the laptop of a bar, not someone who can read its disk: to reset it, delete the `pin` in
window.json. Wrong tries are counted across restarts, so pulling the plug buys no guesses.
"""

import hashlib
import hmac
import os

from goat_kiosk.errors import InvalidValue

MIN_LENGTH, MAX_LENGTH = 4, 12
FREE_TRIES = 3
"""Wrong tries without a delay: a mistyped PIN is not an attack."""
_FIRST_WAIT, _LONGEST_WAIT = 5, 300
"""Seconds. Ten thousand PINs of four digits take a month at the longest wait."""
_COST, _BLOCK_SIZE, _PARALLELISM = 2**14, 8, 1
"""OWASP's least cost for scrypt (Password Storage Cheat Sheet) at 16 MB, about 50 ms: too short to notice."""


def hash_pin(pin: str) -> str:
    """Return the salted hash of a PIN. Raises `InvalidValue` if the text is not a valid PIN."""
    if not (pin.isascii() and pin.isdigit() and MIN_LENGTH <= len(pin) <= MAX_LENGTH):
        raise InvalidValue("A PIN is {least} to {most} digits.", least=MIN_LENGTH, most=MAX_LENGTH)
    salt = os.urandom(16)
    return f"{salt.hex()}${_digest(pin, salt).hex()}"


def verify_pin(pin: str, pin_hash: str) -> bool:
    """Whether `pin` matches the hash; no PIN matches a hash in an unknown format."""
    salt, _, digest = pin_hash.partition("$")
    try:
        return hmac.compare_digest(_digest(pin, bytes.fromhex(salt)), bytes.fromhex(digest))
    except ValueError:
        return False


def lockout_seconds(wrong_tries: int) -> int:
    """Return the seconds to wait after this many wrong tries in a row."""
    extra_tries = wrong_tries - FREE_TRIES
    return 0 if extra_tries < 0 else min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(extra_tries, 10))


def _digest(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=_BLOCK_SIZE, p=_PARALLELISM)
