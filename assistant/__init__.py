"""A question becomes an answer: understand, search or look up, compose of quotes, verify.

`answering` holds the flow. `dialogue` makes a follow-up stand alone, `scope` knows what is not a question for the plans
by how likely `likely_kinds` has each kind, `understanding` what is asked for, `concepts` whether words are about the
same thing, `evidence` what a passage bears out, `sufficiency` whether that answers, the `compose_*` modules what is
said, `verifying` whether every sentence is borne out, `receipts` how an answer is proved later without the assistant.
"""
