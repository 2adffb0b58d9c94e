"""JSON Schema for editors: every key has a Chinese name, and every file that ships keeps to its schema."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessments.editor_schema import FILES, schemas
from assessments.key_names import KEY_NAMES
from assessments.loader import CATALOG
from assessments.schema import (
    action,
    capability,
    chain,
    cluster,
    common,
    condition,
    effort,
    fact,
    integrity,
    ladder,
    metric,
    policy,
    questionnaire,
    region,
    review,
    target,
    zone,
)

MODULES = (
    action,
    capability,
    chain,
    cluster,
    common,
    condition,
    effort,
    fact,
    integrity,
    ladder,
    metric,
    policy,
    questionnaire,
    region,
    review,
    target,
    zone,
)
PATTERNS = {
    "policy": "policies/*.yaml",
    "register": "facts/register.yaml",
    "metrics": "facts/metrics.yaml",
    "questionnaire": "questionnaires/*/*/questionnaire.yaml",
    "domain": "questionnaires/*/*/domains/*.yaml",
    "call": "calls/*/*.yaml",
    "ladder": "ladders/*.yaml",
    "regions": "regions/zhejiang.yaml",
    "zones": "regions/zones.yaml",
    "chains": "regions/chains.yaml",
    "clusters": "regions/clusters.yaml",
    "denominators": "regions/denominators.yaml",
    "targets": "targets/415x.yaml",
    "recognitions": "targets/recognitions.yaml",
    "review": "reviews/*/*.yaml",
    "efforts": "efforts.yaml",
    "series": "targets/series.yaml",
    "capabilities": "capabilities.yaml",
    "scenes": "scenes.yaml",
    "actions": "actions/*.yaml",
    "integrity-checks": "integrity/checks.yaml",
    "contradictions": "integrity/zj-ladder.yaml",
    "incentives": "incentives.yaml",
}


class Loader(yaml.CSafeLoader):
    """YAML as editors read it: numbers and truth values, dates left as text."""


Loader.yaml_implicit_resolvers = {
    letter: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
    ]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))

TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
}


def fits(value: Any, schema: dict[str, Any], whole: dict[str, Any]) -> bool:
    """A small judge of the part of JSON Schema that the schemas use."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        return fits(value, {**whole["$defs"][name]}, whole)
    kinds = schema.get("type", list(TYPES))
    if not any(isinstance(value, TYPES[kind]) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        return False
    parts = [fits(value, part, whole) for part in schema.get("allOf", ())]
    one_of = [fits(value, part, whole) for part in schema.get("oneOf", ())]
    any_of = [fits(value, part, whole) for part in schema.get("anyOf", ())]
    return (
        all(parts)
        and ("oneOf" not in schema or sum(one_of) == 1)
        and ("anyOf" not in schema or any(any_of))
        and ("const" not in schema or value == schema["const"])
        and ("enum" not in schema or value in schema["enum"])
        and (
            "pattern" not in schema or not isinstance(value, str) or bool(re.search(schema["pattern"], value))
        )
        and _inside(value, schema, whole)
    )


def _inside(value: Any, schema: dict[str, Any], whole: dict[str, Any]) -> bool:
    if isinstance(value, list) and "items" in schema:
        return all(fits(part, schema["items"], whole) for part in value)
    if not isinstance(value, dict):
        return True
    known, other = schema.get("properties", {}), schema.get("additionalProperties", True)
    if not set(schema.get("required", ())) <= value.keys():
        return False
    parts = {key: known.get(key, other) for key in value}
    return all(
        part is True or (part is not False and fits(value[key], part, whole)) for key, part in parts.items()
    )


def test_there_is_a_schema_for_every_kind_of_file() -> None:
    assert set(PATTERNS) == set(FILES)
    assert set(schemas()) == {f"{name}.schema.json" for name in PATTERNS}


@pytest.mark.parametrize("name", PATTERNS)
def test_what_ships_keeps_to_its_schema(name: str) -> None:
    schema = schemas()[f"{name}.schema.json"]
    files = sorted(Path(CATALOG).glob(PATTERNS[name]))
    assert files
    for file in files:
        assert fits(yaml.load(file.read_text("utf-8"), Loader), schema, schema), file


def test_a_wrong_key_and_a_missing_one_are_seen() -> None:
    schema = schemas()["ladder.schema.json"]
    good = yaml.load((CATALOG / "ladders" / "zj-ladder.yaml").read_text("utf-8"), Loader)
    assert fits(good, schema, schema)
    assert not fits({**good, "nome": {"zh-CN": "错"}}, schema, schema)
    assert not fits({key: value for key, value in good.items() if key != "below"}, schema, schema)


def test_every_key_has_a_chinese_name() -> None:
    models = [
        model
        for module in MODULES
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, common.Definition)
    ]
    keys = {field.alias or name for model in models for name, field in model.model_fields.items()}
    assert keys - KEY_NAMES.keys() == set()
