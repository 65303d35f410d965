"""Plain text of strangers' names, where Qt would read markup in them.

A tooltip that looks like HTML is shown as HTML, and an ampersand in a button's caption is taken for its shortcut.
"""

from html import escape


def plain_tooltip(text: str) -> str:
    """Return `text` for a tooltip."""
    return f"<span>{escape(text)}</span>" if text else ""


def plain_caption(text: str) -> str:
    """Return `text` for a button."""
    return text.replace("&", "&&")
