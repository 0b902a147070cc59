"""The sheet on which the threshold of a supported sentence rests, and the second annotation of commitments."""

from collections.abc import Sequence

import pytest

from eval.check_gold import plan_texts
from eval.claims import CONTAINMENT, registered_bodies
from eval.commitment_gold import GoldLine, GoldSection, read_sections
from eval.gold import GoldError
from eval.second_annotation import Label, annotated_twice, read_second
from eval.second_annotation import main as annotation
from eval.support_sheet import LATER_LABELS, At, Cite, Labelled, chosen, curve, main, read_labels, read_sheet
from eval.turning import turned

QUOTE = "Open 5 clinics in Oak by March 2025."


def labelled(sentence: str, supported: bool) -> Labelled:
    return Labelled(
        id=sentence, sentence=sentence, kind="k", cites=(Cite(doc="d", title="t", quote=QUOTE),), supported=supported
    )


def at(threshold: float, kappa: float) -> At:
    return At(threshold=threshold, agreement=0, kappa=kappa, false_supported=(), false_unsupported=())


def test_the_sheet_has_a_hundred_sentences_of_many_kinds_each_citing_the_plans_own_words() -> None:
    texts = plan_texts()
    sheet = read_sheet()
    assert len(sheet) == 100
    assert 40 <= sum(one.supported for one in sheet) <= 60
    assert len({one.kind for one in sheet}) > 10
    missing = [one.id for one in sheet for cite in one.cites if not texts[cite.doc].find(cite.quote)]
    assert missing == []


def test_all_labellings_of_the_sheet_agree_and_bear_out_the_threshold_in_use(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert {frozenset(read_labels(path)) for path in LATER_LABELS} == {frozenset(one.id for one in read_sheet())}
    assert main([]) == 0
    assert "kappa" in capsys.readouterr().out
    assert chosen(curve(read_sheet(), bodies_in=registered_bodies())).threshold == CONTAINMENT


def test_the_blind_sheet_has_no_labels_and_says_not_how_a_sentence_was_made(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--blind", "1"]) == 0
    told = capsys.readouterr().out
    assert '"supported"' not in told
    assert '"kind"' not in told


def test_the_curve_by_hand() -> None:
    # of four meaning words the first sentence shares all, the second half, the third none
    sheet = [labelled("Open clinics in Oak.", True), labelled("Clinics teach Oak dancing.", False)]
    points = {one.threshold: one for one in curve(sheet, bodies_in=registered_bodies())}
    assert points[0.3].false_supported == ("Clinics teach Oak dancing.",)
    assert points[0.6].agreement == points[0.6].kappa == 1


def test_the_middle_one_of_equally_good_thresholds_is_chosen() -> None:
    assert chosen([at(0.4, 0.1), at(0.5, 0.7), at(0.6, 0.7), at(0.7, 0.7), at(0.8, 0.2)]).threshold == 0.6


@pytest.mark.parametrize(
    ("claim", "source", "ways"),
    [
        ("It is not open.", "It is open.", ("denies",)),
        ("It isn't open.", "It is open.", ("denies",)),
        ("Only nurses come.", "Nurses come.", ("narrows",)),
        ("Every nurse comes.", "Nurses come.", ("widens",)),
        ("Waits rose.", "Waits fell.", ("raises",)),
        ("Waits fell.", "Waits are to be reduced.", ()),
        ("It is better.", "It is worse.", ("betters",)),
        ("The board has approved it.", "The board will approve it.", ("finishes",)),
        ("The board has approved it.", "Approved by the board.", ()),
        ("No more than 30 beds.", "30 beds at most.", ()),
        ("More than 30 beds.", "Over 30 beds.", ()),
        ("Beds are not to be cut.", "Beds are not to be cut.", ()),
    ],
)
def test_words_that_turn_a_sentence_round(claim: str, source: str, ways: tuple[str, ...]) -> None:
    assert turned(claim, source) == ways


def test_commitments_are_annotated_twice_and_the_two_agree(capsys: pytest.CaptureFixture[str]) -> None:
    assert annotation([]) == 0
    sections = [*read_sections(split="dev"), *read_sections(split="test")]
    assert set(read_second()) == {section.name for section in sections}
    assert "kappa" in capsys.readouterr().out


def section(*lines: tuple[bool, str | None]) -> GoldSection:
    read = tuple(
        GoldLine.model_validate({"text": f"l{n}", "commitment": c, "type": t}) for n, (c, t) in enumerate(lines)
    )
    return GoldSection(name="s", plan_id="p", section="s", split="dev", first_words="a", last_words="b", lines=read)


def labels(*lines: tuple[bool, str | None]) -> Sequence[Label]:
    return [Label.model_validate({"commitment": commitment, "type": kind}) for commitment, kind in lines]


def test_agreement_of_annotations_by_hand() -> None:
    # three of four lines alike where chance alone would give half: kappa (0.75 - 0.5) / 0.5
    first = section((True, "action"), (True, "target"), (False, None), (False, None))
    second = labels((True, "action"), (True, "action"), (True, "action"), (False, None))
    found = annotated_twice([first], {"s": second})
    assert found.kappa == pytest.approx(0.5)
    assert (found.lines, found.both, found.same_deadline, found.apart) == (4, 2, 1, ("l2",))


def test_a_section_with_a_label_too_few_is_named() -> None:
    with pytest.raises(GoldError, match="s has 1 lines and 0"):
        annotated_twice([section((True, "action"))], {"s": ()})
