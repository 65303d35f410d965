"""Set-up of a tournament: its format, courts and calling."""
