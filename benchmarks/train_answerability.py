"""Train the cross-encoder that says whether a passage answers a question, on the practice in eval/practice.

    python benchmarks/train_answerability.py                # from the packaged model
    python benchmarks/train_answerability.py --go-on        # from the weights in use, after practice was added
    python benchmarks/train_answerability.py --go-on --write    # and write index/answerability.safetensors

The packaged MiniLM is trained whole but for its embeddings, and a head on top of it; written down is a product of two
thin matrices for what changed of each matrix. What a question lets one guess without its passage is taken out: a
logistic model over the words of the question alone (fitted on other items) has its say first, and the cross-encoder
learns what is left (product of experts; Clark, Yatskar and Zettlemoyer, 2019). One item in ten only judges, after
each pass. Some fifteen minutes a pass on two processor cores that do bfloat16.
"""

import argparse
import hashlib
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from numpy.typing import NDArray

from benchmarks.answerability_pairs import Pair, asked_pairs, guesses, one_pass, written_pairs
from benchmarks.fit_search import refuse_test_part

WEIGHTS = Path(__file__).resolve().parents[1] / "index" / "answerability.safetensors"
MOST_TOKENS, BATCH, WARMUP, SEED = 160, 32, 60, 1
RATE, RATE_GOING_ON, HEAD_TIMES, DECAY = 1e-4, 7e-5, 5, 0.01
BIAS_SHARE = 0.7
RANK = 96


def main() -> None:
    """Train, judge by what was kept out, and write where that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--go-on", action="store_true", help="from the weights in use instead of the packaged model")
    parser.add_argument("--epochs", type=int, default=0, help="passes over the practice: 4, or 2 to go on")
    parser.add_argument("--rank", type=int, default=RANK, help="of what is written down for each matrix")
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS.name}")
    options = parser.parse_args()
    sys.addaudithook(refuse_test_part)
    random.seed(SEED)
    model = trained(options.epochs or (2 if options.go_on else 4), going_on=options.go_on)
    if options.write:
        write(model, options.rank)


def trained(epochs: int, *, going_on: bool) -> Any:
    """The model after so many passes over the practice."""
    import torch

    written, asked = written_pairs(), asked_pairs()
    judging = [pair for pair in (*written, *asked) if pair.judges]
    written, asked = ([pair for pair in pairs if not pair.judges] for pairs in (written, asked))
    model, tokenizer = _model()
    if going_on:
        _take_up(model)
    rate = RATE_GOING_ON if going_on else RATE
    encoder = [weight for name, weight in model.named_parameters() if weight.requires_grad and "head" not in name]
    groups = [{"params": encoder, "lr": rate}, {"params": model.head.parameters(), "lr": rate * HEAD_TIMES}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    rows = one_pass(written, asked, going_on=going_on)
    steps = epochs * (len(rows) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / WARMUP) * max(0.02, 1 - step / steps)
    )
    for epoch in range(epochs):
        if epoch:
            rows = one_pass(written, asked, going_on=going_on)
        loss = _pass(model, tokenizer, rows, guesses(written, asked, rows), optimiser, schedule)
        areas = ", ".join(
            f"{source} {area(model, tokenizer, [pair for pair in judging if pair.source == source]):.3f}"
            for source in ("written", "asked")
        )
        print(f"pass {epoch + 1} of {epochs}: loss {loss:.3f}; area under the curve, kept out: {areas}", flush=True)
    return model


def _pass(model: Any, tokenizer: Any, rows: Sequence[Pair], bias: Any, optimiser: Any, schedule: Any) -> float:
    """One pass over the pairs; the mean loss."""
    import torch

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
    return total / len(rows)


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


def _take_up(model: Any) -> None:
    """Put the changes that are in use on top of the packaged weights, and the head with them."""
    import torch
    from safetensors.torch import load_file

    kept = {name: values.float() for name, values in load_file(WEIGHTS).items()}
    with torch.no_grad():
        for name, weight in model.encoder.named_parameters():
            if f"{name}.up" in kept:
                weight += kept[f"{name}.up"] @ kept[f"{name}.down"]
            elif name in kept:
                weight += kept[name]
        model.head.load_state_dict(
            {name.removeprefix("head."): kept[name] for name in kept if name.startswith("head.")}
        )


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
