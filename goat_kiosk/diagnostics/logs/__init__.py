"""Logs, crash reports, and how the last run ended: what the program records about itself."""
