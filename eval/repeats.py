"""Whether the same question gives the same result when it is asked again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from eval.scores import Score
from eval.trace import Trace

__all__ = ["changing", "repeat_measures"]


def repeat_measures(scores: Sequence[Score], traces: Sequence[Trace] = ()) -> Mapping[str, float]:
    """The share of questions right every time, and the widest spread of strict accuracy; empty for a single pass.

    With the traces, `the_same` is the share whose answer was the same each time, to the letter.
    """
    by_key: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        by_key[score.key].append(score)
    groups = [group for group in by_key.values() if len(group) > 1]
    if not groups:
        return {}
    passes: dict[int, list[bool]] = defaultdict(list)
    for score in scores:
        passes[score.repeat].append(score.strict)
    rates = [sum(verdicts) / len(verdicts) for verdicts in passes.values()]
    return {
        "times": float(len(passes)),
        "right_every_time": sum(all(score.strict for score in group) for group in groups) / len(groups),
        "spread": max(rates) - min(rates),
        **({"the_same": 1 - len(changing(traces)) / len({trace.key for trace in traces})} if traces else {}),
    }


def changing(traces: Sequence[Trace]) -> tuple[str, ...]:
    """The questions whose answer was not the same each time, to the letter: there are none without a language model."""
    texts: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for trace in traces:
        texts[trace.key].add((trace.status, trace.text))
    return tuple(key for key, answers in texts.items() if len(answers) > 1)
