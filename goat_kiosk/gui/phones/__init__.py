"""Panel of paired phones: those that keep score."""
