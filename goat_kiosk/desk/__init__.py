"""The scorekeeper's commands: the one place where a game changes, and who may change it.

Synchronous, on the main thread. It knows the store and the domain, and neither HTTP nor Qt.
"""
