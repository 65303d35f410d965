"""Composition root: puts the kiosk's parts together, starts and stops them.

Nothing imports this package but the command line.
"""
