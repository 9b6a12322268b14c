"""The service's own description (Swagger 1.2), turned into OpenAPI 3 for schemathesis.

Derived here at test time from `../shared/swagger`; nothing of it is committed. What the old
notation cannot say is added: numbers behind `limit`, times behind `*_since`, and ids, of which
each parameter offers one that exists and one that does not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.contract.world import KNOWN_IDS, KNOWN_VALUES, UNKNOWN

Json = dict[str, Any]

# Calls that are described without any status. The success is that of their method, the refusals
# are those that the described calls of the same resource have.
UNSAID: dict[tuple[str, str], tuple[int, ...]] = {
    ("GET", "/document_types"): (200,),
    ("GET", "/identifier_types"): (200,),
    ("GET", "/trash"): (200, 400),
    ("GET", "/annotations"): (200, 400, 403, 404),
    ("GET", "/annotations/{annotation_id}"): (200, 403, 404),
    ("POST", "/annotations"): (201, 400, 403, 404),
    ("PATCH", "/annotations/{annotation_id}"): (200, 400, 403, 404),
}
_EVERYWHERE = (401, 405, 406, 415)

# Described with 400 alone, and no such body is invalid in itself: the folder must lie in the
# library that another member names. tests/sandbox has it.
_LEFT_OUT = (("NewUserDocument", "folder_uuids"),)
_PLAIN = {"string", "integer", "number", "boolean"}


def operations(folder: Path) -> list[tuple[str, str]]:
    """Method and path of every described call."""
    return [
        (operation["method"], api["path"])
        for file in sorted(folder.glob("*.json"))
        for api in json.loads(file.read_text(encoding="utf-8"))["apis"]
        for operation in api["operations"]
    ]


def openapi(folder: Path) -> Json:
    """All descriptions in a folder as one OpenAPI document."""
    paths: Json = {}
    schemas: Json = {}
    for file in sorted(folder.glob("*.json")):
        description = json.loads(file.read_text(encoding="utf-8"))
        for name, model in description["models"].items():
            schemas[f"{file.stem}.{name}"] = _model(model, file.stem)
        for api in description["apis"]:
            for operation in api["operations"]:
                # `/metadata` is described twice, for two media types.
                described = _operation(operation, file.stem, api["path"])
                described["x-members"] = _members(operation, description["models"])
                paths.setdefault(api["path"], {}).setdefault(operation["method"].lower(), described)
    return {
        "openapi": "3.0.3",
        "info": {"title": "derived", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _model(model: Mapping[str, Any], stem: str) -> Json:
    properties = {
        name: _offered(KNOWN_VALUES.get((model["id"], name)), _schema(value, stem))
        for name, value in model["properties"].items()
        if (model["id"], name) not in _LEFT_OUT
    }
    # Else members that need the world's ids would hardly ever be among those that are drawn.
    offered = [name for name in properties if (model["id"], name) in KNOWN_VALUES]
    required = sorted({*model.get("required", ()), *offered} & properties.keys())
    schema: Json = {"type": "object", "properties": properties}
    return schema | ({"required": required} if required else {})


def _offered(known: tuple[str | None, ...] | None, schema: Json) -> Json:
    if known is None:
        return schema
    chosen: Json = {"enum": list(known)}
    return schema | {"items": chosen} if schema.get("type") == "array" else chosen


def _schema(value: Mapping[str, Any], stem: str) -> Json:
    reference = value.get("$ref") or value.get("type", "string")
    if "enum" in value:
        return {"type": "string", "enum": list(value["enum"])}
    if reference == "array":
        return {"type": "array", "items": _schema(value["items"], stem), "maxItems": 3}
    if reference.startswith("Map["):
        return {"type": "object", "additionalProperties": {"type": "string"}}
    if reference in ("Object", "SubjectArea"):
        return {"type": "object"}
    if reference not in _PLAIN:
        return {"$ref": f"#/components/schemas/{stem}.{reference}"}
    return {"type": reference} | ({"format": "int32"} if reference == "integer" else {})


def _operation(operation: Mapping[str, Any], stem: str, path: str) -> Json:
    codes = {entry["code"] for entry in operation.get("responseMessages", ())}
    allowed = sorted({*(codes or UNSAID[operation["method"], path]), *_EVERYWHERE})
    described: Json = {
        "parameters": [
            _parameter(entry, path)
            for entry in operation["parameters"]
            if entry["paramType"] in ("query", "path", "header")
            and entry["name"] not in ("Accept", "Content-Type")
        ],
        "responses": {str(code): {"description": "-"} for code in allowed},
        "x-accept": [entry.strip() for entry in operation.get("produces") or ()],
        "x-type": next(iter(operation.get("consumes") or ()), ""),
    }
    for entry in operation["parameters"]:
        if entry["paramType"] == "body":
            described["requestBody"] = _body(entry, stem)
    return described


def _members(operation: Mapping[str, Any], models: Mapping[str, Any]) -> dict[str, str]:
    """What an item of the answer may hold, and the JSON type of each; empty where unsaid."""
    name = (operation.get("items") or {}).get("$ref") or operation.get("type", "void")
    properties = models.get(name, {"properties": {}})["properties"]
    return {member: _json_type(value) for member, value in properties.items()}


def _json_type(value: Mapping[str, Any]) -> str:
    kind = value.get("type", "object")
    if kind.startswith("Map["):
        return "object"
    return kind if kind in {*_PLAIN, "array"} else "string" if "enum" in value else "object"


def strangers(found: Any, members: Mapping[str, str]) -> list[str]:
    """Members of an answer that the description does not know, or not of this type."""
    items = found if isinstance(found, list) else [found]
    return sorted(
        {
            name
            for item in items
            for name, value in item.items()
            if not _JSON_TYPES[members.get(name, "")](value)
        }
    )


_JSON_TYPES: dict[str, Callable[[Any], bool]] = {
    "": lambda _: False,
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def _body(entry: Mapping[str, Any], stem: str) -> Json:
    binary = entry["type"] == "file"
    schema = {"type": "string", "maxLength": 40} if binary else _schema(entry, stem)
    media_type = "text/plain" if binary else "application/json"
    return {"required": entry["required"], "content": {media_type: {"schema": schema}}}


def _parameter(entry: Mapping[str, Any], path: str) -> Json:
    return {
        "name": entry["name"],
        "in": entry["paramType"],
        "required": entry["paramType"] == "path" or bool(entry.get("required")),
        "schema": _parameter_schema(entry, path),
    }


def _parameter_schema(entry: Mapping[str, Any], path: str) -> Json:
    name = entry["name"]
    known = KNOWN_IDS.get((path.split("/")[1], name)) or KNOWN_IDS.get(("", name))
    if known is not None:
        return {"type": "string", "enum": [*known, UNKNOWN]}
    if name == "limit":
        return {"type": "integer", "minimum": 1, "maximum": int(entry["maximum"])}
    if name.endswith("_since"):
        return {"type": "string", "format": "date-time"}
    if "enum" in entry:
        return {"type": "string", "enum": list(entry["enum"])}
    if entry["type"] == "array":
        return {"type": "array", "items": {"type": "string"}, "maxItems": 3}
    return {"type": entry["type"] if entry["type"] in _PLAIN else "string"}
