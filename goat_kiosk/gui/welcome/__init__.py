"""The page of the first start, and the window that shows it before there is any other."""
