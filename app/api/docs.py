"""The HTTP interface described for people: a page made from its OpenAPI description, without scripts."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.web.markup import page

__all__ = ["docs_page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A parameter or a field: its name, where it goes, what it may be, and what it means."""

    name: str
    where: str
    kind: str
    needed: bool
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Something that can be called."""

    method: str
    path: str
    summary: str
    fields: tuple[Field, ...]
    gives: str


def docs_page(openapi: Mapping[str, Any]) -> str:
    """The page."""
    return page(
        "api.html",
        here="",
        about=openapi["info"]["description"],
        operations=tuple(_operations(openapi)),
        shapes={name: tuple(_properties(shape, "")) for name, shape in openapi["components"]["schemas"].items()},
    )


def _operations(openapi: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            fields = [_parameter(parameter) for parameter in operation.get("parameters", ())]
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            if body:
                shape = openapi["components"]["schemas"][body["$ref"].rsplit("/", 1)[-1]]
                fields += _properties(shape, "body")
            given = next(
                content["schema"]
                for status, response in operation["responses"].items()
                if status.startswith("2")
                for content in response["content"].values()
            )
            yield Operation(
                method=method.upper(),
                path="/api/v1" + path,
                summary=operation["summary"],
                fields=tuple(fields),
                gives=_kind(given),
            )


def _parameter(parameter: Mapping[str, Any]) -> Field:
    return Field(
        name=parameter["name"],
        where=parameter["in"],
        kind=_kind(parameter["schema"]),
        needed=parameter.get("required", False),
        meaning=parameter.get("description", parameter["schema"].get("description", "")),
    )


def _properties(shape: Mapping[str, Any], where: str) -> Iterator[Field]:
    for name, schema in shape.get("properties", {}).items():
        needed = name in shape.get("required", ())
        yield Field(name=name, where=where, kind=_kind(schema), needed=needed, meaning=schema.get("description", ""))


def _kind(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    limits = [f"at most {schema[key]:,}" for key in ("maxLength", "maximum") if key in schema]
    return ", ".join([str(schema.get("type", "any")), *limits])
