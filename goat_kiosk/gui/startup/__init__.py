"""Startup of the window: the event loop, recovery of a damaged log, a start that fails."""
