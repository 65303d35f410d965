"""Money of a tournament in the window: what came in, and what each place gets."""
