"""Third-party sets, each read from a folder that the user names and turned into tasks; none comes with the project."""

from collections.abc import Callable, Mapping
from pathlib import Path

from eval.adapters.bipia import bipia_tasks
from eval.adapters.clapnq import clapnq_tasks
from eval.adapters.financebench import financebench_tasks
from eval.adapters.mtrag import mtrag_tasks
from eval.adapters.rgb import rgb_tasks
from eval.adapters.squad import squad_tasks
from eval.adapters.tasks import Published, Task, TaskSet

__all__ = ["SETS", "Published", "Task", "TaskSet"]

SETS: Mapping[str, Callable[[Path], TaskSet]] = {
    "bipia": bipia_tasks,
    "clapnq": clapnq_tasks,
    "financebench": financebench_tasks,
    "mtrag": mtrag_tasks,
    "rgb": rgb_tasks,
    "squad2": squad_tasks,
}
