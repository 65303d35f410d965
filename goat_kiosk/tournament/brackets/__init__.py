"""Brackets as trees of matches: seeding, routes of winners and losers, and the byes that collapse in them."""
