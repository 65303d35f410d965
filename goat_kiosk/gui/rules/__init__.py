"""Rule sets of the venue: the page that lists them, and the editor of one."""
