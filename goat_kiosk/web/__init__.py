"""HTTP server of the kiosk: pages, streams and the API, served by aiohttp on the hub thread.

Nothing here changes a game: `live.desk_client` passes commands to the desk's thread, which owns all games.
"""
