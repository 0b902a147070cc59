"""Which files of Gradio's page a browser will ask for, so that the page can name them before it finds out by itself.

A browser learns of Gradio's modules one after another, each from the one before; four rounds pass until the question
box is there. Their names stand in the modules themselves, where the bundler put them for the same purpose. Whatever is
not found there is left for the browser to find, as it would anyway.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["NeededAssets", "needed_assets"]

_ENTRY = re.compile(r"<script type=\"module\"[^>]* src=\"\./assets/([\w.-]+\.js)\"")
_ALL_DEPENDENCIES = re.compile(r"m\.f=\[([^\]]*)\]")
_STATIC_IMPORT = re.compile(r"(?:\bfrom|\bimport)\s*[\"'`]\./([\w.-]+\.js)[\"'`]")
_LATER_IMPORT = re.compile(r"import\(`\./([\w.-]+\.js)`\)[^`]{0,80}?__vite__mapDeps\(\[([\d,]*)\]\)")
_COMPONENT = re.compile(r"[{,](\w+):\{(?:(?:base|example):[^{}]*?,)*component:\(\)=>\w+\(\(\)=>")
_FILE_BESIDE = re.compile(r"@import|url\((?!\s*[\"']?data:)")  # would be looked for elsewhere once joined
_STEPS = ("Index-", "core-", "Blocks-")  # what every page of Gradio loads after its entry, whatever it shows


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededAssets:
    """Names of files under /assets/: modules, the one style sheet that holds `styles` joined, and its bytes."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    joined: str = ""
    joined_bytes: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Later:
    """A module that is loaded when it is wanted, with the files that the bundler lists for it."""

    start: int
    name: str
    files: tuple[str, ...]


def needed_assets(frontend: Path, components: Iterable[str]) -> NeededAssets:
    """The files that a page of these components needs. `frontend` is the folder that holds index.html and assets/."""
    assets = frontend / "assets"
    entry = _ENTRY.search((frontend / "index.html").read_text(encoding="utf-8"))
    if entry is None:
        return NeededAssets()
    files = dict.fromkeys([entry[1], *_steps(assets, entry[1])])
    core = next((name for name in files if name.startswith("core-") and name.endswith(".js")), None)
    if core is not None:
        files |= dict.fromkeys(_of_components(assets / core, frozenset(components)))
    there = [name for name in _with_static_imports(assets, list(files)) if (assets / name).is_file()]
    styles = tuple(name for name in there if name.endswith(".css") and not _FILE_BESIDE.search(_text(assets / name)))
    joined = "\n".join(_text(assets / name) for name in styles).encode()
    return NeededAssets(
        scripts=tuple(name for name in there if name.endswith(".js") and name != entry[1]),
        styles=styles,
        joined=f"gradio-{hashlib.sha256(joined).hexdigest()[:12]}.css",
        joined_bytes=joined,
    )


def _steps(assets: Path, entry: str) -> list[str]:
    """The files of the steps that follow the entry, whatever the page shows."""
    found: dict[str, None] = {}
    ahead = [entry]
    while ahead:
        for later in _laters(assets / ahead.pop()):
            if later.name.startswith(_STEPS) and later.name not in found:
                ahead += [later.name] if later.name.startswith(_STEPS[0]) else []  # the others list what they may need
                found |= dict.fromkeys([later.name, *later.files])
    return list(found)


def _of_components(core: Path, wanted: frozenset[str]) -> list[str]:
    text = _text(core)
    laters = {later.start: later for later in _laters(core)}
    found: list[str] = []
    for component in _COMPONENT.finditer(text):
        later = laters.get(component.end())
        if later is not None and component[1] in wanted:
            found += [later.name, *later.files]
    return found


def _laters(module: Path) -> list[_Later]:
    text = _text(module)
    listed = _ALL_DEPENDENCIES.search(text)
    names = re.findall(r"\"\./([\w.-]+)\"", listed[1]) if listed else []
    return [
        _Later(
            start=match.start(),
            name=match[1],
            files=tuple(names[int(n)] for n in match[2].split(",") if n and int(n) < len(names)),
        )
        for match in _LATER_IMPORT.finditer(text)
    ]


def _with_static_imports(assets: Path, names: list[str]) -> list[str]:
    """These files, and the modules that they import outright."""
    met = dict.fromkeys(names)
    for name in names:
        for imported in _STATIC_IMPORT.findall(_text(assets / name)) if name.endswith(".js") else ():
            if imported not in met:
                met[imported] = None
                names.append(imported)
    return list(met)


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
