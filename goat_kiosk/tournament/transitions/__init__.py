"""Transitions of a tournament: the state after one event, or a refusal that changes nothing."""
