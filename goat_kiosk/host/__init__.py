"""The operating system around the kiosk: network interfaces, display, clock, process limits, files.

Nothing here knows cornhole. It imports no package of ours but `errors`.
"""
