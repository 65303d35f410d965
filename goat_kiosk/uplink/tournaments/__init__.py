"""Tournaments of other kiosks: their messages say which event is the newest, and their logs in Redis say the rest."""
