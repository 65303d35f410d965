"""People of a tournament: sign-up, check-in, payment, and the draw."""
