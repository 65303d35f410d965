"""JSON API: its routes, their schemas, and the OpenAPI document made from both."""
