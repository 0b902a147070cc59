"""Whether what is said is borne out by what is cited, and whether the quotes are the plan's words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import partial_ratio

from eval.books import Books, GoldSpan
from eval.claims import BodiesIn, Claim, claim_of, read_source, supports, unsupported
from eval.locate import Span, squeeze
from eval.measures import Measures, Ratio
from eval.trace import Cited, Trace
from eval.units import plain

__all__ = ["Cites", "citation_measures", "cited_texts", "cites_gold", "claims_of", "quote_measures"]

_MARKERS = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\]")
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"")
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.|\[…\])\s*")
_WORDS_OF_A_QUOTE = 3
_NEARLY = 95
_MOST_WORDS = 250  # of a citation: more is a page, and points nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Cites:
    """A sentence of an answer with the citations it names, in the order in which they are numbered."""

    claim: Claim
    cited: tuple[Cited, ...]


def claims_of(trace: Trace, books: Books, *, bodies_in: BodiesIn) -> tuple[Cites, ...]:
    """The sentences of an answer, taken apart, with what each cites."""
    places = [_place(cited, books) for cited in trace.citations] + [book.plan.title for book in books.values()]
    by_number = {cited.n: cited for cited in trace.citations}
    return tuple(
        Cites(
            claim=claim_of(told.text, bodies_in=bodies_in, places=places),
            cited=tuple(by_number[n] for n in told.citations if n in by_number),
        )
        for told in trace.sentences
    )


def citation_measures(trace: Trace, books: Books, *, bodies_in: BodiesIn) -> Measures:
    """Citation recall, precision by ALCE's rule and F1, K-precision, unsupported numbers, dangling markers."""
    said = claims_of(trace, books, bodies_in=bodies_in)
    factual = [one for one in said if one.claim.factual]
    recall = [_borne_out(one.claim, one.cited, books, bodies_in) for one in factual]
    needed = [verdict for one in factual for verdict in _needed(one, books, bodies_in)]
    measures = _dangling(trace, books)
    measures["uncited_answers"] = Ratio(float(not trace.citations), 1)
    measures |= _known_words(factual, books, bodies_in)
    measures |= _unsupported(trace, said, books, bodies_in)
    if recall:
        measures["citation_recall"] = Ratio(sum(recall), len(recall))
        precision = sum(needed) / len(needed) if needed else 0.0
        share = sum(recall) / len(recall)
        measures["citation_f1"] = Ratio(2 * precision * share / (precision + share) if precision and share else 0.0, 1)
    if needed:
        measures["citation_precision"] = Ratio(sum(needed), len(needed))
    return measures


def quote_measures(trace: Trace, books: Books) -> Measures:
    """How many quoted spans are the plan's words at the place cited, elsewhere in the plan, or only nearly so.

    Quoted are spans of three words or more in double quotation marks, sentences given as quoted, and the quotes
    of the citations, which must be the reading text from start to end to the letter.
    """
    kinds = [_kind(words, cited, books) for words, cited in _quoted_spans(trace)]
    kinds += ["exact" if _to_the_letter(cited, books) else _elsewhere(cited.quote, books) for cited in trace.citations]
    if not kinds:
        return {}
    return {
        "quote_exactness": Ratio(kinds.count("exact"), len(kinds)),
        "quotes_on_other_page": Ratio(kinds.count("elsewhere"), len(kinds)),
        "quotes_nearly_exact": Ratio(kinds.count("nearly"), len(kinds)),
    }


def cites_gold(trace: Trace, gold: Sequence[Sequence[GoldSpan]], books: Books) -> Measures:
    """Precision and recall of the cited places against the gold evidence, of the alternative that fits best."""
    if not gold or not trace.citations:
        return {}
    best = max((_against(trace.citations, one, books) for one in gold), key=lambda pair: pair[0] + pair[1])
    return {"gold_citation_precision": Ratio(best[0], 1), "gold_citation_recall": Ratio(best[1], 1)}


def cited_texts(cited: Sequence[Cited], books: Books) -> list[str]:
    """What citations offer: their words as the plan has them, and the headings and title they stand under."""
    texts = []
    for one in cited:
        text = books[one.plan_id].plan.text[one.start : one.end] if _resolves(one, books) else ""
        texts += [text, *_parts(one, books)]
    return texts


def _borne_out(claim: Claim, cited: Sequence[Cited], books: Books, bodies_in: BodiesIn) -> bool:
    return bool(cited) and supports(claim, read_source(cited_texts(cited, books), bodies_in=bodies_in))


def _needed(one: Cites, books: Books, bodies_in: BodiesIn) -> list[bool]:
    """ALCE's rule for each citation of a sentence: it bears the sentence out alone, or the rest does not.

    A place that is cited again is needed once.
    """
    if not _borne_out(one.claim, one.cited, books, bodies_in):
        return [False] * len(one.cited)
    places = {(cited.plan_id, cited.start, cited.end): cited for cited in reversed(one.cited)}
    return [
        cited in places.values()
        and (
            _borne_out(one.claim, [cited], books, bodies_in)
            or not _borne_out(one.claim, [other for other in places.values() if other is not cited], books, bodies_in)
        )
        for cited in one.cited
    ]


def _known_words(factual: Sequence[Cites], books: Books, bodies_in: BodiesIn) -> Measures:
    """K-precision: the share of the meaning words of factual sentences that stand in what they cite."""
    held = total = 0
    for one in factual:
        source = read_source(cited_texts(one.cited, books), bodies_in=bodies_in)
        held += sum(stem in source.stems for stem in one.claim.stems)
        total += len(one.claim.stems)
    return {"k_precision": Ratio(held, total)} if total else {}


def _unsupported(trace: Trace, said: Sequence[Cites], books: Books, bodies_in: BodiesIn) -> Measures:
    """Numbers and dates that nothing the answer cites has; the question's own and counts of items are left out."""
    asked = read_source([trace.question, trace.standalone], bodies_in=bodies_in)
    counts = {float(len(trace.citations)), float(sum(line.lstrip().startswith("-") for line in trace.text.split("\n")))}
    source = read_source(cited_texts(trace.citations, books), bodies_in=bodies_in)
    tokens = missing = 0
    for one in said:
        if not one.claim.factual:
            continue
        own = [n for n in one.claim.quantities if n.value not in counts]
        claim = claim_of(one.claim.text, bodies_in=lambda _: frozenset())
        tokens += len(own) + sum(not time.vague for time in claim.times)
        absent = set(unsupported(claim, source)) & set(unsupported(claim, asked))
        missing += sum(n.written in absent for n in own) + sum(
            time.written in absent for time in claim.times if not time.vague
        )
    return {"unsupported_numbers": Ratio(missing, tokens)} if tokens else {}


def _dangling(trace: Trace, books: Books) -> Measures:
    held = {cited.n for cited in trace.citations if _resolves(cited, books)}
    marked = [int(n) for group in _MARKERS.findall(trace.text) for n in group.split(",")]
    marked += [n for told in trace.sentences for n in told.citations]
    if not marked:
        return {}
    return {"dangling_citations": Ratio(sum(n not in held for n in marked), len(marked))}


def _resolves(cited: Cited, books: Books) -> bool:
    """Whether a citation points to words of a plan, and to few enough that a reader finds what is meant."""
    book = books.get(cited.plan_id)
    if book is None or not 0 <= cited.start < cited.end <= len(book.plan.text):
        return False
    return len(book.plan.text[cited.start : cited.end].split()) <= _MOST_WORDS


def _quoted_spans(trace: Trace) -> list[tuple[str, tuple[Cited, ...]]]:
    by_number = {cited.n: cited for cited in trace.citations}
    spans = []
    for told in trace.sentences:
        cited = tuple(by_number[n] for n in told.citations if n in by_number) or trace.citations
        marked = [first or second for first, second in _QUOTED.findall(told.text)]
        if told.support == "quoted" and not marked:
            marked = [plain(told.text)]
        spans += [(words, cited) for words in marked]
    return [(words, cited) for words, cited in spans if len(words.split()) >= _WORDS_OF_A_QUOTE]


def _kind(words: str, cited: Sequence[Cited], books: Books) -> str:
    for one in cited:
        if (book := books.get(one.plan_id)) and _holds(squeeze(book.plan.text[one.start : one.end]).text, words):
            return "exact"
    return _elsewhere(words, books)


def _holds(text: str, words: str) -> bool:
    """Whether a text has the words, those on either side of an ellipsis one after the other."""
    at = 0
    for piece in filter(None, (squeeze(piece).text for piece in _ELLIPSIS.split(words))):
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _elsewhere(words: str, books: Books) -> str:
    wanted = squeeze(words).text
    if any(_holds(book.squeezed.text, words) for book in books.values()):
        return "elsewhere"
    if any(partial_ratio(wanted, book.squeezed.text) >= _NEARLY for book in books.values()):
        return "nearly"
    return "nowhere"


def _to_the_letter(cited: Cited, books: Books) -> bool:
    return _resolves(cited, books) and books[cited.plan_id].plan.text[cited.start : cited.end] == cited.quote


def _against(cited: Sequence[Cited], gold: Sequence[GoldSpan], books: Books) -> tuple[float, float]:
    right = [any(_shares(one, quote, books) for quote in gold) for one in cited]
    met = [any(_shares(one, quote, books) for one in cited) for quote in gold]
    return sum(right) / len(right), sum(met) / len(met)


def _shares(cited: Cited, gold: GoldSpan, books: Books) -> bool:
    """Whether a citation and a gold quote are the same place: one holds half of the other's characters."""
    if cited.plan_id != gold.plan_id or not _resolves(cited, books):
        return False
    span = Span(cited.start, cited.end)
    return any(
        2 * span.overlap(place) >= min(len(span), len(place)) and span.overlap(place) > 0 for place in gold.places
    )


def _parts(cited: Cited, books: Books) -> list[str]:
    title = books[cited.plan_id].plan.title if cited.plan_id in books else ""
    return [*cited.section, title]


def _place(cited: Cited, books: Books) -> str:
    return " ".join(_parts(cited, books))
