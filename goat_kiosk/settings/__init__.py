"""Settings: the configuration, the venue's profile and the folders where things lie."""
