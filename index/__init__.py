"""Passages to vectors in Chroma and a keyword index, in generations; and search.

Importing it, before numpy, has numpy multiply in the thread that asks. A question is compared with some forty groups of
plans one after the other, and threads that meet at the end of each cost several times what they save, most of all where
other questions are answered meanwhile.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
