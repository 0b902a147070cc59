"""What a question of a dialogue takes from the turns before it.

`leaning` tells how a turn leans on what was said, `readings` holds a turn and what came before it, `lead` is what a
follow-up says before its question, `cited` finds again what an answer quoted. The rules: `another_plan`,
`another_year`, `another_part`, `going_on`, `named_item`; `assistant.dialogue` puts them in order.
"""
