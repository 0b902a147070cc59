"""Where the parts are put together: the only place that constructs them."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pydantic import ValidationError

from app.collections import plans_within
from app.editions import AnswersFromCurrent, SearchesCurrent
from app.embedding import apart
from app.latest import AsksAgain, Latest, SearchesAgain
from app.library import PlanLibrary, Progress
from app.register_upkeep import REGISTER_TABLE, RegisterUpkeep
from plans.errors import WrongCall
from plans.seams import Query
from plans.settings import Settings

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from app.engines.ray import RayEngine
    from app.feedback import Reports
    from app.library import Alone
    from assistant.likely_kinds import LikelyKinds
    from assistant.model import LanguageModel
    from commitments.register_table import RegisterTable
    from commitments.store import Checks
    from index.answerability import Answerability
    from index.embed import Embedder
    from index.generations import Generation
    from index.rerank import Reranker
    from plans.bodies import Bodies
    from plans.lexicon import Lexicon
    from plans.seams import Library, Register, Search

__all__ = ["Planwatch", "build", "settings_from_environment", "untold"]

_FIRST_ASKED = "What will the plans do?"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What is made for one generation of the library."""

    library: "Generation"
    found_by: "Search"
    search: "Search"
    answerer: AsksAgain


class Planwatch:
    """A Planwatch put together. A new generation of the library is noticed by whoever asks for a part next."""

    def __init__(self, settings: Settings, *, progress: Progress) -> None:
        """Put nothing together yet; `progress` is told how far it is when the sample library must be built first."""
        self.settings = settings
        self.progress = progress
        self._only: tuple[str, ...] | None = None
        self._whole = self
        self._limited: Generation | None = None
        self._ready: str | None = None
        self._latest = Latest(current=self._generation, make=self._make)

    def over(self, home: Path) -> "Planwatch":
        """Another Planwatch with the same settings and models over another home."""
        other = Planwatch(self.settings.model_copy(update={"home": home}), progress=self.progress)
        other.embedder, other.reranker = self.embedder, self.reranker
        other.kinds, other.bodies, other.model = self.kinds, self.bodies, self.model
        return other

    def limited_to(self, references: tuple[str, ...]) -> "Planwatch":
        """This Planwatch for somebody who sees those plans and collections of plans alone."""
        other = self.over(self.settings.home)
        other.plans, other._only, other._whole = self.plans, references, self._whole
        return other

    @property
    def library(self) -> "Library":
        """The plans in use.

        Raises HomeNotWritable, Busy, BrokenIndex, ModelUnavailable, StoreUnavailable.
        """
        return self._generation()

    @property
    def register(self) -> "Register":
        """Every commitment of the plans in use. Raises as `library` does."""
        return self._generation()

    @property
    def search(self) -> "Search":
        """Finds passages. Raises as `library` does."""
        return self._latest.get().search

    @property
    def answerer(self) -> AsksAgain:
        """Answers questions. Raises as `library` does."""
        return self._latest.get().answerer

    def keep_ready(self) -> None:
        """Make what answers from the latest generation, open its files and ask it once, before anybody else does; and
        make the table of its register. What of this is done is left.

        Raises as `library` does, and StoreUnavailable.
        """
        used = self._latest.renewed(_opened).library
        if used.generation != self._ready:
            used.open()
            self._register_upkeep.made_for(used)
            self._ready = used.generation

    def left_to_a_keeper(self) -> "AbstractContextManager[None]":
        """Meanwhile whoever asks is answered from what `keep_ready` made last, and waits for nothing newer."""
        return self._latest.kept()

    @cached_property
    def plans(self) -> PlanLibrary:
        """The library for those who change it."""
        from index.generations import Generations

        home = self.settings.home
        generations = Generations(home, chroma_url=self.settings.chroma_url)
        return PlanLibrary(
            home=home,
            generations=generations,
            embedder=lambda: apart(self.embedder),
            register=self._register_upkeep,
            alone=_alone(self.settings),
        )

    def library_on(self, engine: "RayEngine") -> PlanLibrary:
        """The library for those who change it, read and embedded by the workers of that engine."""
        from index.generations import Generations

        home = self.settings.home
        generations = Generations(home, chroma_url=self.settings.chroma_url)
        return PlanLibrary(
            home=home,
            generations=generations,
            embedder=lambda: engine.embedder(self.embedder),
            register=self._register_upkeep,
            doing=engine.doing,
            alone=_alone(self.settings),
        )

    @cached_property
    def embedder(self) -> "Embedder":
        """What turns texts into vectors.

        Raises ModelUnavailable.
        """
        from index.embed import load_embedder

        return load_embedder(self.settings.embed_model)

    @cached_property
    def answerability(self) -> "Answerability":
        """The cross-encoder that says whether a passage answers a question.

        Raises ModelUnavailable.
        """
        from index.answerability import load_answerability

        return load_answerability()

    @cached_property
    def reranker(self) -> "Reranker | None":
        """The optional cross-encoder.

        Raises ModelUnavailable.
        """
        from index.rerank import load_reranker

        return None if self.settings.rerank_model is None else load_reranker(self.settings.rerank_model)

    @cached_property
    def kinds(self) -> "LikelyKinds":
        """What tells the kinds of questions, by the packaged model whichever one the plans are searched with.

        Raises ModelUnavailable.
        """
        from assistant.likely_kinds import LikelyKinds
        from index.embed import PACKAGED_DIGEST, load_embedder

        own = self.embedder
        return LikelyKinds.load((own if own.digest == PACKAGED_DIGEST else load_embedder(None)).encode)

    @cached_property
    def bodies(self) -> "Bodies":
        """The organisations that plans name."""
        from plans.bodies import Bodies

        return Bodies.load()

    @cached_property
    def checks(self) -> "Checks":
        """What people entered about commitments.

        Raises WrongCall, StoreUnavailable.
        """
        from commitments.store import open_checks

        if self._only is not None:
            from app.access.seen_checks import SeenChecks

            return cast("Checks", SeenChecks(self._whole.checks, lambda one: self.register.commitment(one) is not None))
        return open_checks(self.settings.database_url or f"sqlite:///{self.settings.home / 'checks.sqlite'}")

    @cached_property
    def register_table(self) -> "RegisterTable":
        """The register of many plans, filtered on the disk."""
        from commitments.register_table import RegisterTable

        return RegisterTable(self.settings.home / REGISTER_TABLE, self.bodies)

    @cached_property
    def _register_upkeep(self) -> RegisterUpkeep:
        return RegisterUpkeep(self.settings.home, lambda: self.register_table)

    @cached_property
    def reports(self) -> "Reports":
        """What people say is wrong: in the database that is named, or else in files of the home.

        Raises WrongCall, StoreUnavailable.
        """
        from app.feedback import FiledReports, StoredReports

        if self.settings.database_url is None:
            return FiledReports(home=self.settings.home)
        return StoredReports(engine=self._whole.checks.engine, home=self.settings.home)

    @cached_property
    def model(self) -> "LanguageModel | None":
        """The optional language model.

        Raises WrongCall, LanguageModelFailed.
        """
        return _language_model(self.settings)

    def model_replying_in(self, form: Mapping[str, object], *, context: int) -> "LanguageModel | None":
        """The optional language model, its replies held to a JSON Schema where whoever runs it can do that.

        A model in a file is loaded again, with room for `context` tokens. Raises WrongCall, LanguageModelFailed.
        """
        return _language_model(self.settings, form=form, context=context)

    def _generation(self) -> "Generation":
        """The generation in use, limited to what is seen."""
        found = self.plans.opened(self.progress)
        if self._only is None:
            return found
        limited = self._limited
        if limited is None or limited.generation != found.generation:
            limited = found.limited_to(plans_within(self._only, [plan.entry for plan in found.plans()]))
            self._limited = limited
        return limited

    def _make(self, generation: "Generation") -> _Parts:
        from assistant.answering import Answerer
        from index.search import HybridSearch

        own = self.settings.home / "lexicon.toml"
        found = own.stat() if own.exists() else None
        lexicon = _lexicon(own, None if found is None else (found.st_mtime_ns, found.st_size))
        found_by = HybridSearch(generation, self.embedder, lexicon=lexicon, reranker=self.reranker)
        search = SearchesCurrent(found_by, generation)
        answerer = Answerer(
            search=search,
            register=generation,
            library=generation,
            bodies=self.bodies,
            lexicon=lexicon,
            answerability=self.answerability,
            kinds=self.kinds,
            model=self.model,
        )
        current = AnswersFromCurrent(answerer, generation)

        def newer_parts() -> _Parts | None:
            return self._latest.newer_than(parts)

        parts = _Parts(
            library=generation,
            found_by=found_by,
            search=SearchesAgain(search, lambda: None if (newer := newer_parts()) is None else newer.search),
            answerer=AsksAgain(current, lambda: None if (newer := newer_parts()) is None else newer.answerer),
        )
        return parts


@lru_cache(maxsize=2)
def _lexicon(own: Path, _as_it_is: tuple[int, int] | None) -> "Lexicon":
    """The lexicon with that of a home, read again when that has changed: it is the same for every generation."""
    from plans.lexicon import Lexicon

    return Lexicon.load(own)


def _opened(parts: _Parts) -> None:
    """Open what is held for a generation: what search looks up in is put together when it is first asked."""
    parts.library.open()
    if parts.library.size:
        parts.found_by.search(Query(text=_FIRST_ASKED, limit=1))


def build(settings: Settings, *, progress: Progress | None = None) -> Planwatch:
    """Put a Planwatch together; what is heavy is loaded when it is first used."""
    return Planwatch(settings, progress=progress or untold)


def settings_from_environment(given: Mapping[str, str] | None = None) -> Settings:
    """The settings of PLANWATCH_* in the environment; those that are given by name win.

    Raises WrongCall when one of them is not what it should be.
    """
    try:
        settings = Settings.model_validate({**Settings().model_dump(), **(given or {})})
    except ValidationError as error:
        first = error.errors()[0]
        name = "PLANWATCH_" + "_".join(str(part) for part in first["loc"]).upper()
        raise WrongCall(f"The setting {name} is not right: {first['msg']}.") from error
    return settings.model_copy(update={"home": settings.home.expanduser().absolute()})


def untold(what: str, done: int, total: int) -> None:
    """Nobody wants to know how far it is."""


def _alone(settings: Settings) -> "Alone":
    """What keeps writers of the same home on other machines out, where there is a database to hold it by."""
    url = settings.database_url
    if url is None:
        return lambda _wait_s: nullcontext()
    from commitments.one_writer import one_writer

    return lambda wait_s: one_writer(url, f"the library in {settings.home}", wait_s=wait_s)


def _language_model(
    settings: Settings, *, form: Mapping[str, object] | None = None, context: int | None = None
) -> "LanguageModel | None":
    from assistant.gguf import CONTEXT, GgufModel
    from assistant.model import Endpoint

    if settings.llm_gguf is not None:
        return GgufModel(settings.llm_gguf, form=form, context=CONTEXT if context is None else context)
    if settings.llm_base_url is None:
        return None
    if settings.llm_model is None:
        raise WrongCall("PLANWATCH_LLM_BASE_URL is set and PLANWATCH_LLM_MODEL is not; name the model to be asked.")
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else "none"
    return Endpoint(base_url=settings.llm_base_url, model=settings.llm_model, api_key=key, form=form)
