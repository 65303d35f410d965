"""Redis commands, scripts and messages: what the kiosks of a venue say to each other."""
