"""The OpenAPI document: the calls, their schemas, and what each property means."""
