"""Wording of messages: the function that says one in the reader's language."""

from collections.abc import Callable

from goat_kiosk.errors import Message

Wording = Callable[[Message], str]
