"""How the server is watched while it runs: counted, written down, and kept from being overrun. Never what was asked."""
