"""The operating system around the kiosk: network interfaces, display, limits, files.

Nothing here knows cornhole, and it imports no other package.
"""
