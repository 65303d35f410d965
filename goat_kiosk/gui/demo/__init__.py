"""The bar of the demo's own window."""
