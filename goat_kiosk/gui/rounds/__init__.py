"""The rounds so far, and the form and preview that correct one."""
