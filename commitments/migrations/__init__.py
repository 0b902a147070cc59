"""How the database of checks came to have its tables, step by step; run when it is opened."""
