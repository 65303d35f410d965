"""Correction screen of a tournament: what a decision changes, before it is made."""
