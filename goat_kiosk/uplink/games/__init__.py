"""Games of other kiosks, as their messages and the states in Redis say."""
