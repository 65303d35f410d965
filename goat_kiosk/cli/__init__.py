"""Command line of GOaT Kiosk: one module for each group of commands.

It reads arguments, calls the other packages and prints; it decides nothing.
"""
