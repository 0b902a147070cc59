"""Whether Chroma's own files in a home hold what was written: each row held against the generation, in a copy of them.

`python -m index.chroma_check HOME` tells it as one line of JSON. Chroma changes its files as it opens them, so there is
no hash to hold them against; and its compiled part can end the process over files that are harmed, so whoever wants to
know asks `fault_in_chroma`, which has another process look.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.chroma import open_passages
from index.collected import collection_folder, collection_name
from index.generation import Generation
from index.generations import Generations
from plans.errors import BrokenIndex, StoreUnavailable

__all__ = ["fault_in_chroma"]

_PATIENCE_S = 600
_AT_ONCE = 2_000
_NEAR = 1e-4
_TRIED = 20


def fault_in_chroma(home: Path) -> str | None:
    """What is wrong with the collection that the generation in use has in its home, in a few words; None for nothing.

    Raises BrokenIndex where there is no such generation or collection to look at.
    """
    generation = Generations(home).current()
    if generation is None:
        raise BrokenIndex(f"There is no index in {home}.")
    if not collection_folder(home / "index", generation.collection.name).is_dir():
        return "its folder is missing"
    command = [sys.executable, "-m", "index.chroma_check", str(home)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE_S, check=False)
        told: str | None = json.loads(done.stdout.splitlines()[-1])["fault"]
    except subprocess.TimeoutExpired:
        return "it could not be read to its end"
    except (ValueError, IndexError, KeyError):
        return "reading it ended the process"
    return told


def _found(generation: Generation, folder: Path) -> str | None:
    index = generation.folder.parent.parent
    try:
        name = collection_name(index, generation.collection.name)
        with open_passages(name, folder=folder, url=None, expected=generation.collected.size) as passages:
            stored = passages.stored(at_once=_AT_ONCE)
            wrong = 0
            looked_up: list[tuple[int, NDArray[np.float32]]] = []
            for row, passage, vector in generation.collected_passages():
                held = stored.get(row)
                right = held is not None and held[0] == passage.text and np.allclose(held[1], vector, atol=_NEAR)
                wrong += not right
                looked_up += [(row, vector)] if row % max(1, len(stored) // _TRIED) == 0 else []
            if wrong:
                return f"{wrong:,} of its rows are not what was written"
            for row, vector in looked_up:
                if not any(score > 1 - _NEAR for _, score in passages.nearest(vector, limit=1)):
                    return f"row {row} is not found by its own vector"
    except (BrokenIndex, StoreUnavailable) as error:
        return f"it cannot be opened ({type(error).__name__})"
    except Exception as error:  # noqa: BLE001 - Chroma's parts raise each their own kinds for files that are harmed
        return f"it cannot be read ({type(error).__name__})"
    return None


def main() -> None:
    """Look, and tell it."""
    home = Path(sys.argv[1])
    generation = Generations(home).current()
    assert generation is not None
    with tempfile.TemporaryDirectory(prefix="planwatch-chroma-", ignore_cleanup_errors=True) as made:
        copy = shutil.copytree(collection_folder(home / "index", generation.collection.name), Path(made) / "copy")
        print(json.dumps({"fault": _found(generation, copy)}), flush=True)


if __name__ == "__main__":
    main()
