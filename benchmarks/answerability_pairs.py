"""Practice for the cross-encoder that says whether a passage answers a question: the pairs in eval/practice."""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PRACTICE = Path(__file__).resolve().parents[1] / "eval" / "practice"
# The last writers to be added: what those before them wrote was learnt from already where training goes on.
LATEST = frozenset({"A2", "B2", "D2", "E", "F", "G", "H", "W", "X"})
WITH_KEPT_PASSAGES = LATEST | {"U", "V"}  # the first writers of passages kept none out
# In ten items, and in ten passages of the plans asked about, so many only judge: and of the latest writers' so many.
KEPT, KEPT_OF_LATEST = 1, 3
EARLIER, OF_OTHERS, EMPTIED = 0.4, 0.4, 0.5  # the share of each kind of pair that a pass is shown
BOTH_WAYS, FOUND = 0.7, 0.4  # log-odds of a question shown both ways; of one beside several that the search found
BIAS_MOST = 2.5
SHORTEST = 12  # words that a passage keeps when what answers is taken out

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """A question, a passage with its place, whether the one answers the other, who asked, and of what item.

    `source` is one of written, others, emptied, found and asked; `words` are those that answer, where they are known.
    """

    question: str
    place: str
    passage: str
    answers: bool
    author: str
    item: str
    source: str
    words: str = ""

    @property
    def judges(self) -> bool:
        """Whether its item is kept out of training."""
        may = self.source == "asked" or self.author in WITH_KEPT_PASSAGES
        return may and _is_kept_out(self.item, self.author)


def written_pairs() -> list[Pair]:
    """Each made-up passage with the questions that it answers and those that it does not."""
    pairs = []
    by_author: Counter[str] = Counter()
    for item in _lines("passages.jsonl"):
        author, heading, passage = item["author"], item["heading"], item["passage"]
        name = f"{author}:{by_author[author]}"
        by_author[author] += 1
        for kind in ("yes", "no"):
            pairs += [
                Pair(one["question"], heading, passage, kind == "yes", author, name, "written", one.get("answer", ""))
                for one in item[kind]
            ]
    return pairs


def asked_pairs() -> list[Pair]:
    """Questions over the sample plans, each beside what the search found for it."""
    passages = _sample_passages()
    pairs = []
    for one in _lines("plan_questions.jsonl"):
        for found in one["found"]:
            if found["passage"] in passages:  # a passage is no longer there once it is read in another way
                place, text = passages[found["passage"]]
                words = text[found["start"] : found["end"]]
                pairs.append(
                    Pair(one["question"], place, words, found["answers"], one["author"], one["about"], "asked")
                )
    return pairs


def kept_out_questions() -> list[dict[str, Any]]:
    """The questions over the sample plans whose passages only judge."""
    return [one for one in _lines("plan_questions.jsonl") if _is_kept_out(one["about"], one["author"])]


def found_pairs() -> list[Pair]:
    """What the search found for questions over made-up plans and the sample plans, by whether it answers."""
    return [
        Pair(one["question"], one["heading"], one["passage"], one["answers"], "", "", "found")
        for one in _lines("found.jsonl")
    ]


def one_pass(written: Sequence[Pair], asked: Sequence[Pair], *, going_on: bool) -> list[Pair]:
    """The pairs of one pass over the practice; of what was learnt from before, a part where training goes on."""
    shown, searched = (
        [pair for pair in pairs if not going_on or pair.author in LATEST or random.random() < EARLIER]
        for pairs in (written, asked)
    )
    others = [pair for pair in _of_others(shown) if random.random() < OF_OTHERS]
    emptied = [pair for pair in _without_the_answer(shown) if random.random() < EMPTIED]
    return [*shown, *others, *emptied, *searched, *found_pairs()]


def guesses(written: Sequence[Pair], asked: Sequence[Pair], rows: Sequence[Pair]) -> Floats:
    """For each pair the log-odds of an answer that its question alone tells, by words of questions of other items."""
    told = _told(written)
    # Of a question over the plans, whether they answer it at all is what its words could tell.
    answered = {pair.question for pair in asked if pair.answers}
    once = {pair.question: replace(pair, answers=pair.question in answered) for pair in asked}
    told_of_plans = _told(list(once.values()))
    odds = []
    for pair in rows:
        if pair.source == "asked":
            odds.append(told_of_plans[pair.question] - FOUND)
        elif pair.source == "found":
            odds.append(-1.0)
        else:
            both = pair.answers or pair.source != "written"
            odds.append(told[pair.question] - BOTH_WAYS * both)
    return np.clip(odds, -BIAS_MOST, BIAS_MOST)


def _is_kept_out(item: str, author: str) -> bool:
    kept = KEPT_OF_LATEST if author in LATEST else KEPT
    return int(hashlib.md5(item.encode(), usedforsecurity=False).hexdigest(), 16) % 10 < kept


def _told(pairs: Sequence[Pair]) -> dict[str, float]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=3).fit_transform([pair.question for pair in pairs])
    odds = cross_val_predict(
        LogisticRegression(C=1, max_iter=1000),
        words,
        [pair.answers for pair in pairs],
        groups=[pair.item for pair in pairs],
        cv=GroupKFold(5),
        method="decision_function",
    )
    return {pair.question: float(odd) for pair, odd in zip(pairs, odds, strict=True)}


def _of_others(pairs: Sequence[Pair]) -> list[Pair]:
    """Answerable questions beside a passage of another item that shares their words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    passages = list({(pair.place, pair.passage, pair.item) for pair in pairs})
    words = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    held = words.fit_transform([f"{place} {passage}" for place, passage, _ in passages])
    chosen = [pair for pair in pairs if pair.answers]
    near = np.asarray((words.transform([f"{one.question} {one.place}" for one in chosen]) @ held.T).todense())
    made = []
    for pair, likeness in zip(chosen, near, strict=True):
        others = [at for at in np.argsort(-likeness)[:8] if passages[at][2] != pair.item][:5]
        place, passage, _ = passages[random.choice(others)]
        made.append(Pair(pair.question, place, passage, False, pair.author, pair.item, "others"))
    return made


def _without_the_answer(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Answerable questions beside their passage less the sentence that answers them."""
    from plans.sentences import sentence_spans

    for pair in pairs:
        start = pair.passage.find(pair.words) if pair.answers else -1
        end = start + len(pair.words)
        rest = " ".join(pair.passage[a:b] for a, b in sentence_spans(pair.passage) if b <= start or a >= end)
        if start >= 0 and len(rest.split()) >= SHORTEST:
            yield Pair(pair.question, pair.place, rest, False, pair.author, pair.item, "emptied")


def _sample_passages() -> dict[str, tuple[str, str]]:
    """The place and the words of each passage of the sample plans, by its id."""
    from ingest.passages import passages_of
    from ingest.reading import read_document
    from plans.catalogue import read_entry, sample_library

    held = {}
    for path in sorted(sample_library().glob("*.toml")):
        entry = read_entry(path)
        document = read_document(path.parent / entry.file, entry=entry)
        held.update({one.id: (one.context, one.text) for one in passages_of(document, entry=entry)})
    return held


def _lines(name: str) -> Iterator[dict[str, Any]]:
    for line in (PRACTICE / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)
