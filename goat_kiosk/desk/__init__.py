"""The desk: the scorekeeper's commands, which alone change games, and the people who may send them.

Synchronous, on the main thread. It knows the store and the domain, and neither HTTP nor Qt.
"""
