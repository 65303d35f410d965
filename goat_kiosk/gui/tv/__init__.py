"""The scoreboard for a TV on this computer’s own port: its window, which of the games it shows, its page."""
