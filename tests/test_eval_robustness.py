from eval.robustness import EVERY_KIND, robustness
from eval.scores import Score
from eval.trace import Found, Trace


def score(case: str, strict: bool, variant: str = "", **more: object) -> Score:
    fields = {"category": "date", "cluster": case, "expect": "answer", "gold": "g", "critical": False, "hard": False}
    measures = {"strict_accuracy": (float(strict), 1.0), "over_refusal_rate": (float(not strict), 1.0)}
    told = {**fields, "case": case, "variant": variant, "status": "answered", "measures": measures, **more}
    return Score.model_validate(told)


def trace(case: str, variant: str, starts: list[int]) -> Trace:
    found = tuple(
        Found(plan_id="p", section=(), page=None, start=start, end=start + 1, words=1, score=1.0) for start in starts
    )
    return Trace(case=case, variant=variant, question="?", found=found)


SCORES = [
    score("a", True),
    score("a", True, "typo"),
    score("a", False, "lay"),
    score("b", True),
    score("b", True, "typo"),
    score("c", False),
    score("c", True, "typo"),
    score("d", True),  # asked in its own words alone: belongs to no comparison
    score("a", False, "typo", repeat=1),  # asked again: belongs to repeatability
]


def test_each_kind_is_held_beside_the_same_cases_in_their_own_words_by_hand() -> None:
    found = robustness(SCORES)
    assert found is not None
    by_kind = {one.kind: one for one in found.kinds}
    strict = {kind: next(one for one in held.compared) for kind, held in by_kind.items()}
    # typo: own right in a and b of a, b, c; the typos right in all three. lay: a alone, right and then wrong.
    assert (strict["typo"].n, strict["typo"].old, strict["typo"].new) == (3, 2 / 3, 1.0)
    assert (strict["lay"].n, strict["lay"].old, strict["lay"].new, strict["lay"].difference) == (1, 1.0, 0.0, -1.0)
    # together: own 1, 1, 1, 0 and others 1, 0, 1, 1
    assert (strict[EVERY_KIND].n, strict[EVERY_KIND].old, strict[EVERY_KIND].new) == (4, 0.75, 0.75)
    # flips: c of the typos, a of the lay words
    assert [by_kind[kind].flips.value for kind in ("typo", "lay", EVERY_KIND)] == [1 / 3, 1.0, 0.5]
    # right in every wording: b alone of a, b, c
    assert (found.cases, found.all_right.value) == (3, 1 / 3)
    assert by_kind["typo"].same_hits is None


def test_hits_shared_are_counted_over_the_first_five_by_hand() -> None:
    # own 1 to 5 (6 is the sixth), typo 4 to 8: two shared of eight
    found = robustness(SCORES, [trace("a", "", [1, 2, 3, 4, 5, 6]), trace("a", "typo", [4, 5, 6, 7, 8])])
    assert found is not None
    assert {one.kind: one.same_hits for one in found.kinds} == {"typo": 2 / 8, "lay": None, EVERY_KIND: 2 / 8}


def test_a_run_in_own_words_alone_has_no_robustness() -> None:
    assert robustness([score("a", True)]) is None
