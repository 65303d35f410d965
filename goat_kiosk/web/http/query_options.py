"""Query options of a page, parsed strictly: a misspelled option is an error, not the default."""

from typing import Annotated, Any, TypeVar

import msgspec
from aiohttp import web

from goat_kiosk.domain.names.sanitizing import clean_text
from goat_kiosk.errors import InvalidValue, UnknownParameter
from goat_kiosk.text.i18n import catalogs

Options = TypeVar("Options", bound=msgspec.Struct)

OnOff = Annotated[str, msgspec.Meta(pattern="^(on|off)$")]
HexColor = Annotated[str, msgspec.Meta(pattern="^([0-9a-fA-F]{6}([0-9a-fA-F]{2})?)?$")]
"""As ``ff8a1f``, or ``ff8a1f80`` with its opacity; without the #, which would begin the URL's fragment."""

Language = Annotated[str, msgspec.Meta(pattern=f"^({'|'.join(catalogs())})?$")]
"""As ``es``; "" means the browser's."""


def read_options(request: web.Request, kind: type[Options]) -> Options:
    """Return the query of a request as `kind`. Raises `InvalidValue`, which names the wrong option."""
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    values: dict[str, Any] = {}
    for name, value in request.query.items():
        if name not in fields:
            raise UnknownParameter(
                "This page has no option “{name}”. It has: {names}.", name=clean_text(name, 40), names=", ".join(fields)
            )
        try:
            values[name] = msgspec.convert(value, fields[name].type, strict=False)
        except msgspec.ValidationError as error:
            raise InvalidValue(
                "The option {name} cannot be “{value}”: {error}.", name=name, value=clean_text(value, 40), error=error
            ) from error
    for name, field in fields.items():
        if field.required and name not in values:
            raise InvalidValue("The option {name} is missing.", name=name)
    return kind(**values)
