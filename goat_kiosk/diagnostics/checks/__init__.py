"""Is this computer fit for the evening? One module a check, each with its result and what to do, in words."""
