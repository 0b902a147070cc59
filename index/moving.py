"""Moves the vectors of a library from its folder to a Chroma server, and back."""

import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from index.chroma import drop_collections
from index.collected import collect, collection_name
from index.generation import Generation
from index.generations import Generations
from plans.errors import Busy, NoIndex

__all__ = ["move_vectors"]


def move_vectors(home: Path, *, url: str, to_server: bool) -> Generation:
    """Put the vectors of the generation in use onto the server, or into the home, from its own file of vectors.

    They are in the new place, whole, before they leave the old one. Earlier generations leave the old place as well:
    who still reads one compares its vectors exactly. Raises NoIndex, BrokenIndex, Busy, StoreUnavailable.
    """
    generation = Generations(home).current()
    if generation is None:
        raise NoIndex(f"There is no index in {home} whose vectors could be moved: run `planwatch ingest` first.")
    try:
        with FileLock(home / "index" / "writer.lock", timeout=0):
            collect(generation, url=url if to_server else None)
            if not to_server:
                drop_collections(collection_name(home / "index", ""), kept=(), url=url)
            elif (home / "index" / "chroma").is_dir():
                shutil.rmtree(home / "index" / "chroma")
    except Timeout as error:
        raise Busy("Another process is writing the index: wait until it is done and try again.") from error
    return generation
