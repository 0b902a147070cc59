"""The ways in: command line, web page, HTTP API; and `build`, the one place where the parts are put together."""

import index  # noqa: F401 - first, since it says in how many threads numpy is to multiply
