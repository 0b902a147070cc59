"""The steps by which the tables of sessions and tokens came to be."""
