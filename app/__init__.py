"""The ways in: command line, web page, HTTP API; and `build`, the one place where the parts are put together."""
