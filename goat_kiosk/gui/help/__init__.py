"""Scoreboard for a TV on this computer's own port: its window, its content, and its page in the menu."""
