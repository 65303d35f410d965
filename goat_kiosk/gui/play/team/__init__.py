"""Column of one team on the play page: its score, bags and throw pad."""
