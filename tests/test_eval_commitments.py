import pytest

from eval.books import Book
from eval.commitment_gold import GoldLine, GoldSection, locate_lines, read_sections
from eval.commitment_scores import extraction_scores, score_section
from eval.gold import GoldError
from eval.locate import without_tags
from eval.trace import PlanText
from plans.bodies import Bodies
from plans.catalogue import read_entry, sample_library
from plans.commitment import Commitment, Measure, Owner
from plans.document import Place
from plans.timespans import spoken_period, timespans

TEXT = "Review. Our aims Open 5 clinics by March 2025. We opened 3 clinics. Review. Cut waits to 18 weeks. The end."


def book() -> Book:
    return Book(PlanText(plan_id="oak", title="Oak Plan", sha256="0", text=TEXT, sections=()))


def line(text: str, **more: object) -> GoldLine:
    return GoldLine.model_validate({"text": text, "commitment": True, "type": "action", "modality": "will", **more})


def section(*lines: GoldLine) -> GoldSection:
    return GoldSection(
        name="aims",
        plan_id="oak",
        section="Aims",
        split="dev",
        first_words="Our aims",
        last_words="The end.",
        lines=lines,
    )


def row(text: str, number: int = 0, **more: object) -> Commitment:
    start = [at for at in range(len(TEXT)) if TEXT.startswith(text, at)][number]
    fields: dict[str, object] = {
        "id": f"{start}",
        "plan_id": "oak",
        "edition": "1",
        "text": text,
        "type": "action",
        "modality": "will",
        "place": Place(),
        "theme": None,
        "timeframe": None,
        "deadline": None,
        "measures": (),
        "owners": (),
        "population": None,
        "missing": (),
        "start": start,
        "end": start + len(text),
        "confidence": 1.0,
    }
    return Commitment(**{**fields, **more})  # type: ignore[arg-type]


CLINICS = "Open 5 clinics by March 2025."
WAITS = "Cut waits to 18 weeks."
DONE = "We opened 3 clinics."
GOLD = section(line(CLINICS), line(DONE, commitment=False), line(WAITS))


def test_lines_stand_in_their_order_in_the_section() -> None:
    within, spans = locate_lines(GOLD, book())
    assert TEXT[within.start : within.end].startswith("Our aims")
    assert [TEXT[span.start : span.end] for span in spans] == [CLINICS[:-1], DONE[:-1], WAITS[:-1]]


def test_a_line_that_is_not_there_is_named() -> None:
    with pytest.raises(GoldError, match="Cut waits to 19 weeks"):
        locate_lines(section(line("Cut waits to 19 weeks.")), book())


def test_matching_by_hand() -> None:
    # Gold: clinics and waits. Given: clinics, clinics again, and what was done. One of two met, one of three right.
    found = score_section(GOLD, [row(CLINICS), row(CLINICS), row(DONE)], book(), Bodies.load())
    assert (found.gold, found.predicted, found.matched[0.6]) == (2, 3, 1)
    assert found.missed == (WAITS,)
    assert found.invented == (CLINICS, DONE)
    whole = extraction_scores([found])
    assert whole.precision.value == pytest.approx(1 / 3)
    assert whole.recall.value == pytest.approx(1 / 2)
    assert whole.f1[0.6] == pytest.approx(2 / 5)


def test_what_stands_outside_the_section_does_not_count() -> None:
    found = score_section(section(line(WAITS)), [row(WAITS), row("Review.", 0)], book(), Bodies.load())
    assert (found.predicted, found.matched[0.6]) == (1, 1)


def test_fields_are_held_to_the_gold_and_nothing_equals_nothing() -> None:
    wanted = line(
        CLINICS,
        deadline="2025-03-31",
        measures=[{"value": 5, "unit": "count", "comparator": "equal"}],
        owners=[{"name": "Yorkshire Ambulance Service", "basis": "stated"}],
    )
    owner = Owner(name="YAS", role="lead", basis="stated")
    five = Measure(value=5, unit="count", comparator="equal")
    found = score_section(section(wanted), [row(CLINICS, measures=(five,), owners=(owner,))], book(), Bodies.load())
    assert {name: found.right[name] for name in ("owner", "value", "deadline", "joint")} == {
        "owner": 1,
        "value": 1,
        "deadline": 0,
        "joint": 0,
    }
    bare = score_section(section(line(CLINICS)), [row(CLINICS)], book(), Bodies.load())
    assert bare.right["joint"] == 1


def test_doubtful_lines_can_be_left_out_with_what_was_extracted_there() -> None:
    doubtful = section(line(CLINICS), line(WAITS, doubtful=True))
    found = score_section(doubtful, [row(CLINICS), row(WAITS)], book(), Bodies.load(), doubtful=False)
    assert (found.gold, found.predicted, found.matched[0.6]) == (1, 1, 1)


@pytest.mark.parametrize("split", ["dev", "test"])
def test_every_annotated_line_is_in_its_plan(split: str) -> None:
    texts = {}
    for name, file in (("kirklees-hcp-2023", "kirklees-*.txt"), ("wy-jfp-2024", "west-*.txt")):
        (path,) = sample_library().glob(file)
        text = without_tags(path.read_text(encoding="utf-8"))
        texts[name] = Book(PlanText(plan_id=name, title=name, sha256="", text=text, sections=()))
    sections = read_sections(split=split)
    assert len(sections) >= 8
    for one in sections:
        locate_lines(one, texts[one.plan_id])


@pytest.mark.parametrize("split", ["dev", "test"])
def test_every_deadline_by_hand_is_the_day_that_its_written_timeframe_is_read_as(split: str) -> None:
    folder = sample_library()
    periods = {entry.id: spoken_period(entry) for entry in map(read_entry, folder.glob("*.toml"))}
    wrong = [
        (section.name, line.timeframe, line.deadline)
        for section in read_sections(split=split)
        for line in section.lines
        if line.timeframe
        and line.deadline
        and line.deadline not in {span.last for span in timespans(line.timeframe, period=periods[section.plan_id])}
    ]
    assert wrong == []
