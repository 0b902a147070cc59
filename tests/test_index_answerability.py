from pathlib import Path

import pytest

from index import answerability as module
from index.answerability import Answerability, load_answerability
from plans.document import BlockKind, Passage, Place
from plans.errors import ModelUnavailable


def passage(words: str) -> Passage:
    """A passage of a made-up plan."""
    place = Place(section=("Fenwick Plan 2025", "Getting seen"))
    return Passage(
        id=words[:20],
        plan_id="fenwick",
        edition="1",
        start=0,
        end=len(words),
        text=words,
        kind=BlockKind.PARAGRAPH,
        place=place,
        context="Fenwick Plan 2025 > Getting seen",
    )


HOURS = passage(
    "The walk-in clinic at Fenwick Street opens from 8am to 6pm on weekdays and on Saturday mornings. "
    "It saw 4,210 people in its first year."
)
LEAD = passage("The Dental Access Group, chaired by Amina Yusuf, oversees the walk-in clinic at Fenwick Street.")


@pytest.fixture(scope="module")
def answerability() -> Answerability:
    return load_answerability()


@pytest.mark.parametrize(
    ("question", "answers", "does_not"),
    [
        ("What are the opening hours of the walk-in clinic?", HOURS, LEAD),
        ("Who oversees the walk-in clinic?", LEAD, HOURS),
        ("How many people used it in year one?", HOURS, LEAD),
    ],
)
def test_the_passage_that_answers_is_rated_above_one_that_is_on_the_same_thing(
    question: str, answers: Passage, does_not: Passage, answerability: Answerability
) -> None:
    right, other = answerability.rate(question, [answers, does_not])
    assert right > other


@pytest.mark.parametrize(
    ("answered", "not_answered"),
    [
        ("When is the walk-in clinic open?", "How much does the walk-in clinic cost to run?"),
        ("How many people did the clinic see in its first year?", "How many people did the clinic turn away?"),
    ],
)
def test_a_question_that_a_passage_answers_is_rated_above_its_near_miss(
    answered: str, not_answered: str, answerability: Answerability
) -> None:
    (yes,) = answerability.rate(answered, [HOURS])
    (no,) = answerability.rate(not_answered, [HOURS])
    assert yes > no


def test_a_passage_is_rated_alike_alone_and_among_others(answerability: Answerability) -> None:
    question = "Who oversees the clinic?"
    (alone,) = answerability.rate(question, [LEAD])
    among = answerability.rate(question, [HOURS, LEAD, HOURS])
    assert among[1] == pytest.approx(alone, abs=1e-3)


def test_nothing_to_read_is_rated_by_nothing(answerability: Answerability) -> None:
    assert answerability.rate("Who?", []) == ()


def test_a_question_and_a_passage_of_any_length_are_read(answerability: Answerability) -> None:
    long = passage("The plan says much. " * 500)
    (rated,) = answerability.rate("Why " + "oh why " * 400, [long])
    assert -30 < rated < 30


def test_it_rates_as_the_model_that_was_trained_does(answerability: Answerability) -> None:
    torch = pytest.importorskip("torch")
    from safetensors.numpy import load_file
    from transformers import AutoModel, AutoTokenizer

    from index.embed import packaged_folder

    stored = load_file(Path(module.__file__).with_name("answerability.safetensors"))
    model = AutoModel.from_pretrained(str(packaged_folder())).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if f"{name}.up" in stored:
                up, down = (torch.tensor(stored[f"{name}.{part}"]).float() for part in ("up", "down"))
                weight += up @ down
            elif name in stored:
                weight += torch.tensor(stored[name]).float()
        pair = AutoTokenizer.from_pretrained(str(packaged_folder()))(
            "Who oversees the clinic?", module.passage_text(LEAD), return_tensors="pt"
        )
        pieces = model(**pair).last_hidden_state[0]
        head = {name: torch.tensor(values).float() for name, values in stored.items() if name.startswith("head.")}
        hidden = torch.tanh(head["head.0.weight"] @ torch.cat([pieces[0], pieces.mean(0)]) + head["head.0.bias"])
        expected = float(head["head.2.weight"] @ hidden + head["head.2.bias"])
    # Products of whole numbers are a little less exact.
    assert answerability.rate("Who oversees the clinic?", [LEAD])[0] == pytest.approx(expected, abs=0.5)


def test_weights_that_are_not_those_of_the_code_are_refused_and_what_to_do_is_said(tmp_path: Path) -> None:
    spoilt = tmp_path / "answerability.safetensors"
    written = bytearray(Path(module.__file__).with_name("answerability.safetensors").read_bytes())
    written[len(written) // 2] ^= 1
    spoilt.write_bytes(written)
    with pytest.raises(ModelUnavailable, match=r"is not the file that belongs to this code: install Planwatch again"):
        Answerability(spoilt)
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        Answerability(tmp_path / "none")
