"""A tournament in the window: its desk, its people, its bracket, and its set-up."""
