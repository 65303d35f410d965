"""Logs that kiosks publish, of games and of tournaments alike: their owners, the outbox, replicas and take-overs."""
