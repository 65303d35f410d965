"""HTTP server of the kiosk: pages, streams and the API, served by aiohttp on the hub thread.

Nothing here changes a game: `live.desk_client` passes commands to the desk's thread, which owns all games.
"""

import ssl

# aiohttp loads the system's certificates when it is imported, for its client
# (https://github.com/aio-libs/aiohttp/blob/master/aiohttp/connector.py): a twentieth of a start. Only its server
# is used here, so the client gets a context that trusts nobody.
_create_default_context = ssl.create_default_context
ssl.create_default_context = lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # type: ignore[assignment, misc]
try:
    import aiohttp.connector  # noqa: F401
finally:
    ssl.create_default_context = _create_default_context
