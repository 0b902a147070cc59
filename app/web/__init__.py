"""The web: a page to ask on, pages to read plans and commitments on, and the server that holds them."""
