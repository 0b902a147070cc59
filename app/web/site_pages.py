"""The pages about the service itself: about, privacy, accessibility, and the transparency record."""

from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from urllib.parse import urlsplit

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.parts import Parts
from app.questions import LONGEST_QUESTION
from app.web.markup import page
from app.web.scores import last_scores
from plans.settings import Settings

__all__ = ["site_routes"]

_PREPARED = date(2026, 11, 22)
_NAMED = ("planwatch", "sentence-transformers", "chromadb", "pypdf", "gradio")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPart:
    """A part of the transparency record."""

    title: str
    rows: tuple[tuple[str, str], ...]


def site_routes(parts: Parts) -> APIRouter:
    """The addresses of the pages."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    model = model_name(parts.settings)
    host = urlsplit(parts.settings.llm_base_url or "").hostname or ""

    @routes.get("/about")
    def about() -> str:
        scores = last_scores(parts.settings)
        return page("about.html", here="about", plans=parts.library.plans(), model=model, scores=scores)

    @routes.get("/privacy")
    def privacy() -> str:
        return page(
            "privacy.html",
            here="",
            model=model,
            model_host=host,
            log_days=parts.settings.question_log_days,
            signs_in=parts.settings.sign_in != "none",
        )

    @routes.get("/accessibility")
    def accessibility() -> str:
        return page("accessibility.html", here="", prepared=_PREPARED)

    @routes.get("/transparency")
    def transparency() -> str:
        return page("transparency.html", here="", plans=parts.library.plans(), record=record(parts))

    return routes


def model_name(settings: Settings) -> str:
    """The language model that is asked, or an empty string where none is."""
    if settings.llm_gguf is not None:
        return settings.llm_gguf.name
    return (settings.llm_model or "") if settings.llm_base_url else ""


def record(parts: Parts) -> tuple[RecordPart, ...]:
    """The transparency record of the configuration that runs."""
    model = model_name(parts.settings)
    return (
        RecordPart(
            title="Summary",
            rows=(
                ("Name", f"Planwatch {version('planwatch')}"),
                ("What it does", "Finds and quotes what public health and care plans say, and lists what they promise"),
                ("Who it is for", "Staff of health and care bodies, Healthwatch volunteers, anyone who reads plans"),
                (
                    "Who answers for it",
                    "The organisation that runs this copy; the software is open source (Apache-2.0)",
                ),
                ("What it does not do", "It makes no decision about a person and gives no medical advice"),
            ),
        ),
        RecordPart(
            title="The part that people play",
            rows=(
                ("Before", "People choose the plans in the library and check what could not be read"),
                ("After", "People read the cited words. Only people say whether a commitment was kept"),
                ("Appeal", "“This is wrong” below each answer stores a report, which becomes a test case"),
            ),
        ),
        RecordPart(title="How it works", rows=_working(parts.settings, model)),
        RecordPart(
            title="Data",
            rows=(
                ("Source", "Published plans, listed below; their words are quoted and never changed"),
                ("Personal data", "None is needed; questions are not recorded"),
                ("Edition of the index", parts.library.generation),
            ),
        ),
        RecordPart(
            title="Risks and what is done about them",
            rows=(
                ("A statement that no plan makes", "Every statement cites words; what cannot be proven is left out"),
                ("It is wrong more often than people think", "Its scores, with their ranges, are on the page About"),
                ("Something is missed", "The words tried and the passages examined are shown with each answer"),
                ("Instructions hidden in a plan", "Words of plans are quoted and never followed"),
                ("An old plan is taken for current", "Each source names its edition; newer editions come first"),
            ),
        ),
    )


def _working(settings: Settings, model: str) -> tuple[tuple[str, str], ...]:
    return (
        ("How words are found", "By meaning (vectors of a sentence model) and by words, the two ranks joined"),
        ("Sentence model", settings.embed_model or "all-MiniLM-L6-v2, installed with the package"),
        ("How an answer is written", _written_by(settings, model)),
        ("Where vectors are kept", _kept_at(settings.chroma_url) or "In Chroma, on the machine that serves this page"),
        ("Where checks are kept", _kept_at(settings.database_url) or "In SQLite, on the machine that serves this page"),
        ("Longest question", f"{LONGEST_QUESTION:,} characters"),
        ("Versions", ", ".join(f"{name} {version(name)}" for name in _NAMED)),
    )


def _written_by(settings: Settings, model: str) -> str:
    if not model:
        return "From the plans’ own words, without a language model"
    host = urlsplit(settings.llm_base_url or "").hostname
    where = f"asked at {host}" if host else "run on the machine that serves this page"
    return f"By the language model {model}, {where}; each sentence is checked against the words it cites"


def _kept_at(address: str | None) -> str:
    """Where a service is, told without the name and password that may be in its address."""
    parts = urlsplit(address or "")
    return f"With {parts.scheme.partition('+')[0]} at {parts.hostname}" if parts.hostname else ""
