"""Backups: all that cannot be made again, in one archive whose every file is held against its hash."""
