"""What outlives the power: the event log in SQLite, and the claim that keeps a second kiosk out of the same folder.

Only this package imports the database driver. apsw carries its own SQLite: the 3.40 in Debian's Python has the
WAL-reset corruption that 3.51.3 fixed (https://sqlite.org/wal.html#walresetbug).
"""
