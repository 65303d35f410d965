"""Plain text for untrusted names: escapes the markup that Qt would interpret.

Qt shows a tooltip that looks like HTML as HTML, and an ampersand in a button's caption marks a shortcut.
"""

from html import escape


def plain_tooltip(text: str) -> str:
    """Return `text` escaped for a tooltip."""
    return f"<span>{escape(text)}</span>" if text else ""


def plain_caption(text: str) -> str:
    """Return `text` escaped for the caption of a button."""
    return text.replace("&", "&&")
