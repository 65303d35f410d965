"""Exports of games to files, their imports, and the proof that a file is unchanged."""
