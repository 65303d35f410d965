"""Backups of the event log: verified copies, when they are made, and the checks of their integrity."""
