"""HTML from templates: every value escaped, and for Gradio written so that no Markdown reader can see marks in it."""

import re
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.web.words import long_date, number, plural, sentence
from plans.unseen import without_unseen

__all__ = ["characters", "fragment", "local", "page"]

_HERE = Path(__file__).parent
_PLAIN = re.compile(r"[^A-Za-z0-9 \u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOCAL = re.compile(r"/(?![/\\])[^\s\\\"'<>`]*")


def page(template: str, **values: object) -> str:
    """A whole page from a template of this package."""
    return _pages().get_template(template).render(**values)


def fragment(template: str, **values: object) -> str:
    """A piece of HTML for a Gradio Markdown component: on one run of lines, and its values as numbered characters.

    Markdown reads HTML up to the next blank line, so none is left; values hold no character that Markdown knows.
    """
    html = _fragments().get_template(template).render(**values)
    return "\n".join(line.strip() for line in html.splitlines() if line.strip())


def characters(value: object) -> object:
    """A value as HTML in which every character but letters, digits and spaces is a numbered entity.

    Markup that a template made itself is left as it is.
    """
    if value is None:
        return ""
    if hasattr(value, "__html__"):
        return value
    text = without_unseen(str(value)).replace("\n", " ").replace("\t", " ")
    return Markup(_PLAIN.sub(lambda match: f"&#{ord(match.group())};", text))


def local(url: str) -> str:
    """The address if it is a path on this server, and an empty string if it could lead anywhere else."""
    return url if _LOCAL.fullmatch(url) else ""


def _readable(value: object) -> object:
    if value is None:
        return ""
    if hasattr(value, "__html__"):
        return value
    return escape(without_unseen(str(value)))


@lru_cache(maxsize=1)
def _pages() -> Environment:
    return _environment(_readable)


@lru_cache(maxsize=1)
def _fragments() -> Environment:
    return _environment(characters)


def _environment(finalize: object) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,  # type: ignore[arg-type]
    )
    environment.filters.update(local=local, long_date=long_date, number=number, plural=plural, sentence=sentence)
    return environment
