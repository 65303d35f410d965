"""The append-only event log in SQLite: its tables, its connections, its writer thread and its lock."""
