"""The page of the house's rule sets: the list of them, and the editor of one."""
