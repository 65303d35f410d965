"""Accessible names and descriptions: the caption is in the name, and the description does not repeat the name.

Qt offers a widget's tooltip as its description, with the markup that keeps names plain, and most tooltips begin with
what the button is called. Screen readers would say both. The description is therefore what the tooltip adds.
"""

import re
from html import unescape

from PySide6.QtWidgets import QAbstractButton, QWidget

NOTHING = " "
"""A description without words: for an empty one Qt would take the tooltip."""
_SEPARATORS = "(:·,;.–—"


def name_button(button: QAbstractButton, caption: str, tooltip: str) -> None:
    """Name a button by its caption, or by the tooltip if that begins with the caption or the caption is a symbol."""
    words = re.sub(r"\([^)]*\)|\W", " ", caption).split()
    says_more = re.match(r"\W*".join(map(re.escape, words)), tooltip, re.IGNORECASE)
    button.setAccessibleName(tooltip if says_more else caption.rstrip("…⏎ "))


def update_description(widget: QWidget) -> None:
    """Set the description of a widget to what its tooltip says beyond its name."""
    tooltip = unescape(widget.toolTip().removeprefix("<span>").removesuffix("</span>"))
    name = widget.accessibleName()
    if not name and isinstance(widget, QAbstractButton):
        name = widget.text().replace("&&", "&")
    widget.setAccessibleDescription(_beyond(name, tooltip) or NOTHING)


def _beyond(name: str, tooltip: str) -> str:
    if tooltip.casefold() in name.casefold():
        return ""
    same = re.match(r"\W*".join(map(re.escape, re.findall(r"\w+", name))), tooltip, re.IGNORECASE) if name else None
    rest = tooltip[same.end() :].lstrip() if same else tooltip
    return rest.strip(f"{_SEPARATORS}) ") if same and (not rest or rest[0] in _SEPARATORS) else tooltip
