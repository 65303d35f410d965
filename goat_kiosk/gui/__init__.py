"""Qt window of the scorekeeper: one widget a file, with the same design tokens as the web pages.

Widgets show a `Game` and emit signals that carry events; only `recorder` passes events to the `Scorekeeper`, and only
`main_window` knows every part. Nothing is modal: a question or an error is a line in the window, so the next bag can
always be entered.
"""

import sys

import PySide6  # noqa: F401  makes the module below

# PySide reads the source of each module that is imported after it, to see whether it selects a feature, and Python
# keeps all these lines in memory (https://doc.qt.io/qtforpython-6/considerations.html#features). We select none.
if (_feature := sys.modules.get("shibokensupport.feature")) is not None:
    _feature._mod_uses_pyside = lambda _module: False  # type: ignore[attr-defined]
