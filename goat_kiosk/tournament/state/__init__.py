"""State of a tournament as JSON: what the API, the streams and other programs read."""
