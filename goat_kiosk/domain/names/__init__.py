"""Names: cleaned before they become part of an event, checked against the blocklist, completed while they are typed.

Text and nothing else: no rule, no event.
"""
