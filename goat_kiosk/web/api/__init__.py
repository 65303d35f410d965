"""JSON API: its routes, their schemas, and the OpenAPI document made from both. No pages, no rules of the game."""
