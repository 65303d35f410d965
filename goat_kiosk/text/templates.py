"""Jinja environment of the templates in `resources/templates`: for the server's pages, and for those written to files.

Values are escaped, and a name that is missing is an error.
"""

from typing import TYPE_CHECKING

from goat_kiosk.settings.paths import RESOURCES
from goat_kiosk.text.i18n import t

if TYPE_CHECKING:
    from jinja2 import Environment


def new_environment() -> "Environment":
    """Return an environment in which every template has `t`, which translates a sentence for the reader."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  a start renders no page

    environment = Environment(
        loader=FileSystemLoader(RESOURCES / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(t=t)
    return environment
