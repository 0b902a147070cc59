"""What a language model replies, read as the JSON that was asked for."""

import json

from pydantic import BaseModel, ConfigDict

__all__ = ["Reply", "read_reply"]

_MOST = 4000  # characters: what is longer is not what was asked for


class _Sentence(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)
    text: str
    passages: list[str]


class Reply(BaseModel):
    """Sentences, each with the tokens of the passages that it is said to be taken from."""

    model_config = ConfigDict(extra="ignore", strict=True)
    sentences: list[_Sentence]


def read_reply(text: str) -> Reply | None:
    """The JSON object in a reply, whatever stands around it; None where there is none of the form asked for.

    What a model thinks aloud before it answers is passed over.
    """
    last = text[-_MOST:].rpartition("</think>")[2]
    start, end = last.find("{"), last.rfind("}")
    try:
        return Reply.model_validate(json.loads(last[start : end + 1])) if 0 <= start < end else None
    except (ValueError, RecursionError):
        return None
