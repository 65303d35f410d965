"""SQLite storage: the event log, its index for the history, backups and recovery, and the lock on the data folder.

Only this package imports the database driver. apsw carries its own SQLite: the 3.40 in Debian's Python has the
WAL-reset corruption that 3.51.3 fixed (https://sqlite.org/wal.html#walresetbug).
"""
