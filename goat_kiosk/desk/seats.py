"""Seats: the secrets of the phones that joined a game or checked in. The log stores their hashes."""

import hashlib
import secrets


def new_seat() -> str:
    """Return a new seat of 192 random bits."""
    return secrets.token_urlsafe(24)


def hash_seat(seat: str) -> str:
    """Return the hash of a seat that the log stores. 192 random bits need no slower hash than this one."""
    return hashlib.sha256(seat.encode(errors="surrogatepass")).hexdigest()
