"""The phones that keep score."""
