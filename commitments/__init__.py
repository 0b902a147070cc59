"""The register: what plans promise, who is on the hook, by when, and what people found when they checked.

`extract` reads commitments out of a document, with `pieces` (what can be one), `headings` and `wording` (what makes it
one), `judging` (the rules that join the two), `compounds`, `dates`, `measures`, `owners`, `population` and `unsaid`.
"""
