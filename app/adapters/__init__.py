"""Planwatch for people who build with other frameworks."""
