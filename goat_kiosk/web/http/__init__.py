"""HTTP basics that any server needs: authentication, rate limits, headers, errors.

Nothing here knows a game.
"""
