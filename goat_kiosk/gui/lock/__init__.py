"""The window in public: full screen, its place, the PIN, and words that are not wanted."""
