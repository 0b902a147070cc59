"""Who may do what: sign-in, roles, sessions, tokens for programs, forms that only our own pages can send, limits."""
