"""What made-up libraries of any size are asked where their growth is measured."""

__all__ = ["QUESTIONS", "which_plans"]

QUESTIONS = (
    "How will waiting times for planned care come down?",
    "What is promised about dental appointments?",
    "Who is responsible for unpaid carers?",
    "When will the virtual ward be expanded?",
    "What is the target for ambulance handovers?",
    "How many more appointments in general practice are there to be?",
    "What will be done about the health workforce?",
    "Which services are to be reviewed?",
    "What does the plan say about mental health of children?",
    "How much will be invested in community services?",
    "What is planned for people at the end of life?",
    "How are health inequalities to be reduced?",
    "What will happen with community pharmacies?",
    "What is promised about same day emergency care?",
    "How will progress be measured?",
    "What support is there for people who fall?",
)

_THINGS = (
    "dental appointments",
    "virtual wards",
    "unpaid carers",
    "waiting times",
    "mental health",
    "health inequalities",
    "community pharmacy",
    "same day emergency care",
    "workforce training",
    "suicide prevention",
)
_WORDINGS = (
    "Which plans promise more on {}?",
    "Which plans mention {}?",
    "Which plans set a target for {}?",
    "Which plans do not mention {}?",
)


def which_plans(number: int) -> str:
    """A question which of the plans do something, another for each number up to twenty."""
    return _WORDINGS[number % len(_WORDINGS)].format(_THINGS[number % len(_THINGS)])
