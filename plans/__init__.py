"""The words that every part of Planwatch uses: plan, passage, citation, answer, commitment.

This package imports nothing of the others. `document` is what a reader makes of a file, `catalogue` what is
known of a plan, `commitment` a row of the register, `answer` what a person gets, `seams` what the parts are to
each other, `words`, `quantities` and `bodies` how text, numbers, dates and organisations are recognised.
"""
