"""The prompt templates: one folder a task, one file a version. A version that a published run used is never edited."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import StrictUndefined, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

__all__ = ["Prompt", "load_prompt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A template with its name (task/version) and the SHA-256 of its text."""

    name: str
    text: str
    sha256: str

    def fill(self, **variables: object) -> str:
        """The prompt with its variables filled in; what is filled in is text, never a template.

        Raises jinja2.UndefinedError where a variable is missing, TypeError where the prompt has no place for one.
        """
        environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        strange = sorted(set(variables) - meta.find_undeclared_variables(environment.parse(self.text)))
        if strange:
            raise TypeError(f"The prompt {self.name} has no place for {', '.join(strange)}.")
        return environment.from_string(self.text).render(**variables)


@lru_cache(maxsize=16)
def load_prompt(task: str, version: str) -> Prompt:
    """The template of a task in a version, e.g. load_prompt("answer", "v1")."""
    text = (Path(__file__).parent / task / f"{version}.md").read_text(encoding="utf-8")
    return Prompt(name=f"{task}/{version}", text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
