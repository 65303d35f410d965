"""Diagnostics: checks of this computer, logs, crash reports and the support file.

Nothing here changes a game.
"""
