"""Planwatch for assistants that speak the Model Context Protocol: read-only tools over standard input and output."""
