"""Train the cross-encoder that says whether a passage answers a question, on the practice in eval/practice.

    python benchmarks/train_answerability.py --left-out T     # without one writer, whose questions then judge it
    python benchmarks/train_answerability.py --write          # on all of it, and write index/answerability.safetensors

The packaged MiniLM is trained whole but for its embeddings, and a head on top of it; written down is a product of two
thin matrices for what changed of each matrix. What a question lets one guess without its passage is taken out: a
logistic model over the words of the question alone (fitted on other items) has its say first, and the cross-encoder
learns what is left (product of experts; Clark, Yatskar and Zettlemoyer, 2019). Half an hour an epoch on one processor
core that does bfloat16, ten minutes on two.
"""

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit_search import refuse_test_part

PRACTICE = Path(__file__).resolve().parents[1] / "eval" / "practice"
WEIGHTS = Path(__file__).resolve().parents[1] / "index" / "answerability.safetensors"
MOST_TOKENS, BATCH, WARMUP, SEED = 192, 32, 60, 0
RATE, HEAD_RATE, DECAY = 1e-4, 5e-4, 0.01
BIAS_SHARE, BIAS_MOST = 0.7, 2.5
HALF, EVEN = 0.5, 0.7  # of the passages of others that are shown; log-odds of a question shown both ways
SHORTEST = 12  # words that a passage keeps when what answers is taken out
RANK = 64

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """A question, a passage with its place, whether the one answers the other, and the item it came from."""

    question: str
    place: str
    passage: str
    answers: bool
    item: int
    author: str


def main() -> None:
    """Train, judge by the writer that was left out, and write where that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--left-out", default="", metavar="WRITER", help="the writer whose items only judge")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rank", type=int, default=RANK, help="of what is written down for each matrix")
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS.name}")
    options = parser.parse_args()
    sys.addaudithook(refuse_test_part)
    random.seed(SEED)
    written = written_pairs()
    learnt = [pair for pair in written if pair.author != options.left_out]
    judged = [pair for pair in written if pair.author == options.left_out]
    rows = [*learnt, *of_others(learnt), *without_the_answer(options.left_out), *found_pairs()]
    model, tokenizer = trained(rows, guesses(learnt, rows), epochs=options.epochs)
    if judged:
        print(
            f"area under the curve on {len(judged)} pairs of {options.left_out}: {area(model, tokenizer, judged):.3f}"
        )
    if options.write:
        write(model, options.rank)


def written_pairs() -> list[Pair]:
    """Each passage of the practice with the questions that it answers and those that it does not."""
    pairs = []
    for number, item in enumerate(_lines("passages.jsonl")):
        for kind in ("yes", "no"):
            pairs += [
                Pair(one["question"], item["heading"], item["passage"], kind == "yes", number, item["author"])
                for one in item[kind]
            ]
    return pairs


def found_pairs() -> list[Pair]:
    """What the search found for questions over invented plans and the sample plans, by whether it answers."""
    return [
        Pair(one["question"], one["heading"], one["passage"], one["answers"], -1, "") for one in _lines("found.jsonl")
    ]


def of_others(pairs: Sequence[Pair]) -> list[Pair]:
    """Answerable questions beside a passage of another item that shares their words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    passages = list({(pair.place, pair.passage, pair.item) for pair in pairs})
    words = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    held = words.fit_transform([f"{place} {passage}" for place, passage, _ in passages])
    chosen = [pair for pair in pairs if pair.answers and random.random() < HALF]
    near = np.asarray((words.transform([f"{one.question} {one.place}" for one in chosen]) @ held.T).todense())
    made = []
    for pair, likeness in zip(chosen, near, strict=True):
        others = [at for at in np.argsort(-likeness)[:8] if passages[at][2] != pair.item][:5]
        place, passage, _ = passages[random.choice(others)]
        made.append(Pair(pair.question, place, passage, False, pair.item, pair.author))
    return made


def without_the_answer(left_out: str) -> list[Pair]:
    """Answerable questions beside their passage less the sentence that answers them."""
    from plans.sentences import sentence_spans

    made = []
    for number, item in enumerate(_lines("passages.jsonl")):
        passage = item["passage"]
        for one in item["yes"] if item["author"] != left_out else ():
            start = passage.find(one["answer"])
            end = start + len(one["answer"])
            rest = " ".join(passage[a:b] for a, b in sentence_spans(passage) if b <= start or a >= end)
            if start >= 0 and len(rest.split()) >= SHORTEST and random.random() < HALF:
                made.append(Pair(one["question"], item["heading"], rest, False, number, item["author"]))
    return made


def guesses(written: Sequence[Pair], rows: Sequence[Pair]) -> Floats:
    """For each pair the log-odds of an answer that its question alone tells, by words of questions of other items."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=3).fit_transform([pair.question for pair in written])
    answers = [pair.answers for pair in written]
    odds = cross_val_predict(
        LogisticRegression(C=1, max_iter=1000),
        words,
        answers,
        groups=[pair.item for pair in written],
        cv=GroupKFold(5),
        method="decision_function",
    )
    told = {pair.question: float(odd) for pair, odd in zip(written, odds, strict=True)}
    shown_both_ways = {pair.question for pair in written if pair.answers}
    return np.clip(
        [told.get(pair.question, 0.0) - EVEN * (pair.question in shown_both_ways) for pair in rows],
        -BIAS_MOST,
        BIAS_MOST,
    )


def trained(rows: Sequence[Pair], bias: Floats, *, epochs: int) -> tuple[Any, Any]:
    """The model after so many passes over the pairs, and its tokeniser."""
    import torch

    model, tokenizer = _model()
    encoder = [weight for name, weight in model.named_parameters() if weight.requires_grad and "head" not in name]
    groups = [{"params": encoder, "lr": RATE}, {"params": model.head.parameters(), "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    steps = epochs * (len(rows) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / WARMUP) * max(0.02, 1 - step / steps)
    )
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for at, batch in _batches(rows, tokenizer, shuffled=True):
            wanted = torch.tensor([float(rows[row].answers) for row in at])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                odds = model(batch)
            odds = odds.float() + BIAS_SHARE * torch.tensor(bias[at], dtype=torch.float32)
            loss = torch.nn.functional.binary_cross_entropy_with_logits(odds, wanted)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            total += loss.item() * len(at)
        print(f"epoch {epoch + 1} of {epochs}: loss {total / len(rows):.3f}", flush=True)
    return model, tokenizer


def area(model: Any, tokenizer: Any, pairs: Sequence[Pair]) -> float:
    """The area under the curve: how often a pair that answers is rated above one that does not."""
    import torch
    from sklearn.metrics import roc_auc_score

    model.eval()
    rated = np.zeros(len(pairs))
    with torch.inference_mode():
        for at, batch in _batches(pairs, tokenizer, shuffled=False):
            rated[at] = model(batch).float().numpy()
    return float(roc_auc_score([pair.answers for pair in pairs], rated))


def write(model: Any, rank: int) -> None:
    """Write down what training changed: two thin matrices a matrix, vectors whole, the head, all in half precision."""
    from safetensors.numpy import save_file

    before = _base().state_dict()
    kept: dict[str, NDArray[np.float16]] = {}
    for name, after in model.encoder.state_dict().items():
        change = (after - before[name]).float().numpy()
        if "embeddings.LayerNorm" not in name and ("embeddings" in name or "pooler" in name):
            continue
        if change.ndim == 1:
            kept[name] = change.astype(np.float16)
            continue
        left, sizes, right = np.linalg.svd(change, full_matrices=False)
        kept[f"{name}.up"] = (left[:, :rank] * sizes[:rank]).astype(np.float16)
        kept[f"{name}.down"] = right[:rank].astype(np.float16)
    for name, values in model.head.state_dict().items():
        kept[f"head.{name}"] = values.float().numpy().astype(np.float16)
    save_file({name: np.ascontiguousarray(values) for name, values in kept.items()}, WEIGHTS)
    digest = hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size / 1e6:.1f} MB; WEIGHTS_DIGEST in index/answerability.py is {digest}")


def _lines(name: str) -> Iterator[dict[str, Any]]:
    for line in (PRACTICE / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _base() -> Any:
    from transformers import AutoModel

    from index.embed import packaged_folder

    return AutoModel.from_pretrained(str(packaged_folder()))


def _model() -> tuple[Any, Any]:
    """The packaged encoder with a head over its first piece and the mean of all, and its tokeniser."""
    import torch
    from transformers import AutoTokenizer

    from index.embed import packaged_folder

    class CrossEncoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = _base()
            self.encoder.embeddings.requires_grad_(False)
            width = self.encoder.config.hidden_size
            self.head = torch.nn.Sequential(torch.nn.Linear(2 * width, 128), torch.nn.Tanh(), torch.nn.Linear(128, 1))

        def forward(self, batch: Any) -> Any:
            pieces = self.encoder(**batch).last_hidden_state
            mask = batch["attention_mask"][..., None].to(pieces.dtype)
            return self.head(torch.cat([pieces[:, 0], (pieces * mask).sum(1) / mask.sum(1)], -1))[:, 0]

    torch.manual_seed(SEED)
    return CrossEncoder(), AutoTokenizer.from_pretrained(str(packaged_folder()))


def _batches(pairs: Sequence[Pair], tokenizer: Any, *, shuffled: bool) -> Iterator[tuple[list[int], Any]]:
    """Batches of pairs of about one length, with the positions of their pairs."""
    texts = [f"{pair.place}. {pair.passage}" for pair in pairs]
    questions = [pair.question for pair in pairs]
    pieces = tokenizer(questions, texts, truncation="longest_first", max_length=MOST_TOKENS)
    order = list(range(len(pairs)))
    if shuffled:
        random.shuffle(order)
    groups = []
    for first in range(0, len(order), 20 * BATCH):
        alike = sorted(order[first : first + 20 * BATCH], key=lambda at: len(pieces["input_ids"][at]))
        groups += [alike[at : at + BATCH] for at in range(0, len(alike), BATCH)]
    if shuffled:
        random.shuffle(groups)
    for group in groups:
        yield group, tokenizer.pad({key: [pieces[key][at] for at in group] for key in pieces}, return_tensors="pt")


if __name__ == "__main__":
    main()
