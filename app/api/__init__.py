"""The HTTP interface at /api/v1: the same plans, searches, answers and commitments as the pages and the commands."""
