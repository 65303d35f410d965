"""What the LAN sees: pages, streams and the API, served by aiohttp on the hub thread.

Nothing here changes a game: commands go through one door, `desk`, to the thread that owns the truth.
"""
