"""A run as JUnit XML, for CI systems that show failing cases by themselves."""

from collections.abc import Sequence
from xml.etree import ElementTree

from eval.gate import Ruling
from eval.scores import Score

__all__ = ["junit"]

_UNPRINTABLE = {code: None for code in (*range(9), 11, 12, *range(14, 32))}


def junit(name: str, scores: Sequence[Score], ruling: Ruling | None) -> str:
    """One test a question, grouped by category, and one for each reason why the gate fails."""
    suites = ElementTree.Element("testsuites", name=name)
    for category in sorted({score.category for score in scores}):
        group = [score for score in scores if score.category == category]
        failed = sum(not score.strict and not score.error for score in group)
        errors = sum(bool(score.error) for score in group)
        counts = {"tests": str(len(group)), "failures": str(failed), "errors": str(errors)}
        suite = ElementTree.SubElement(suites, "testsuite", {"name": category, **counts})
        for score in group:
            _add(suite, score)
    if ruling is not None:
        _add_gate(suites, ruling)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=True)


def _add(suite: ElementTree.Element, score: Score) -> None:
    fields = {"classname": score.category, "name": score.key, "time": f"{score.total_ms / 1000:.3f}"}
    case = ElementTree.SubElement(suite, "testcase", fields)
    if score.error:
        ElementTree.SubElement(case, "error", message=_plain(score.error))
    elif not score.strict:
        told = "; ".join(score.notes)
        ElementTree.SubElement(case, "failure", type=score.blame or "wrong", message=_plain(told))


def _add_gate(suites: ElementTree.Element, ruling: Ruling) -> None:
    counts = {"tests": str(max(1, len(ruling.failures))), "failures": str(len(ruling.failures)), "errors": "0"}
    suite = ElementTree.SubElement(suites, "testsuite", {"name": "gate", **counts})
    for number, reason in enumerate(ruling.failures or ("",), start=1):
        case = ElementTree.SubElement(suite, "testcase", {"classname": "gate", "name": f"gate {number}"})
        if reason:
            ElementTree.SubElement(case, "failure", type="gate", message=_plain(reason))


def _plain(text: str) -> str:
    return text.translate(_UNPRINTABLE)
