"""JSON Schema of the catalogue's files, so that an editor completes keys and underlines mistakes.

Made from the models that read the files. An editor sees YAML with numbers and dates where the loader sees
text, so both are permitted; what no schema can say – citations, sums, periods – `zhiti check` says.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import TypeAdapter

from assessments.key_names import KEY_NAMES
from assessments.schema.action import Actions, Scenes
from assessments.schema.capability import Capabilities
from assessments.schema.chain import Chains
from assessments.schema.cluster import Clusters
from assessments.schema.common import Definition
from assessments.schema.effort import Efforts
from assessments.schema.fact import FactRegister
from assessments.schema.incentive import Incentives
from assessments.schema.integrity import Contradictions, IntegrityChecks
from assessments.schema.ladder import Call, Ladder
from assessments.schema.metric import MetricRegister
from assessments.schema.policy import Policy
from assessments.schema.questionnaire import Item, Questionnaire
from assessments.schema.region import Denominators, Regions
from assessments.schema.review import ReviewChain
from assessments.schema.series import SeriesFile
from assessments.schema.target import RecognitionKinds, Targets
from assessments.schema.zone import Zones


class DomainFile(Definition):
    """A file domains/NN-<domain>.yaml."""

    items: tuple[Item, ...]


FILES: Mapping[str, tuple[type[Definition], str]] = {
    "policy": (Policy, "依据文件：policies/<id>.yaml"),
    "register": (FactRegister, "事实登记册：facts/register.yaml"),
    "metrics": (MetricRegister, "指标和推定的事实：facts/metrics.yaml"),
    "questionnaire": (Questionnaire, "评价工具的一个版本：questionnaires/<id>/<版本>/questionnaire.yaml"),
    "domain": (DomainFile, "一个能力域的题目：questionnaires/<id>/<版本>/domains/NN-<能力域>.yaml"),
    "call": (Call, "一年的申报条件：calls/<梯级表>/<版本>.yaml"),
    "ladder": (Ladder, "梯级表：ladders/<id>.yaml"),
    "regions": (Regions, "行政区划：regions/<省份>.yaml"),
    "zones": (Zones, "功能区：regions/zones.yaml"),
    "chains": (Chains, "标志性产业链：regions/chains.yaml"),
    "clusters": (Clusters, "产业集群：regions/clusters.yaml"),
    "denominators": (Denominators, "家数：regions/denominators.yaml"),
    "targets": (Targets, "目标：targets/*.yaml"),
    "recognitions": (RecognitionKinds, "称号：targets/recognitions.yaml"),
    "series": (SeriesFile, "公开数列：targets/series.yaml"),
    "review": (ReviewChain, "审核链：reviews/<id>/<版本>.yaml"),
    "efforts": (Efforts, "改进投入的估算：efforts.yaml"),
    "capabilities": (Capabilities, "服务能力：capabilities.yaml"),
    "scenes": (Scenes, "智能制造典型场景：scenes.yaml"),
    "actions": (Actions, "改进举措：actions/*.yaml"),
    "incentives": (Incentives, "各地奖补：incentives.yaml"),
    "integrity-checks": (IntegrityChecks, "自评一致性提示的规则：integrity/checks.yaml"),
    "contradictions": (Contradictions, "答案与答案、数据的对照：integrity/<问卷>.yaml"),
}
"""Each kind of file by the name of its schema: its model, and what it is in Chinese."""

_ELSEWHERE: Mapping[type[Definition], tuple[str, ...]] = {Questionnaire: ("items",)}
"""Keys of a model that stand in files of their own."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TERM = {"$ref": "#/$defs/Term"}


def schemas() -> dict[str, dict[str, Any]]:
    """The schema of each kind of file, by file name."""
    return {f"{name}.schema.json": _schema(model, title) for name, (model, title) in FILES.items()}


def _schema(model: type[Definition], title: str) -> dict[str, Any]:
    raw = TypeAdapter(model).json_schema(by_alias=True, mode="validation")
    for key in _ELSEWHERE.get(model, ()):
        raw["properties"].pop(key)
        raw["required"] = [name for name in raw["required"] if name != key]
    tidy: dict[str, Any] = _tidied(raw)
    return {"$schema": _DIALECT, **tidy, "title": title, "description": title}


def _tidied(node: Any) -> Any:
    """The schema with Chinese names of keys, without what only Python reads."""
    if isinstance(node, list):
        return [_tidied(part) for part in node]
    if not isinstance(node, dict):
        return node
    kept = {
        key: _tidied(part)
        for key, part in node.items()
        if key not in ("description", "title", "default") and key != "properties"
    }
    if isinstance(node.get("properties"), dict):
        kept["properties"] = {name: _named(name, part) for name, part in node["properties"].items()}
    if _TERM in kept.get("oneOf", ()):  # a bare fact id is the fact in the metric's own year
        kept["oneOf"] = [*kept["oneOf"], {"type": "string", "description": "事实 id"}]
    lenient = _LENIENT.get(str(kept.get("type")))
    return kept if lenient is None else lenient(kept)


def _named(name: str, node: Any) -> Any:
    described = {"description": KEY_NAMES[name]} if name in KEY_NAMES else {}
    tidy = _tidied(node)
    if "$ref" in tidy and described:  # older editors ignore what stands beside a reference
        return {"allOf": [tidy], **described}
    return {**tidy, **described}


def _or_text(node: dict[str, Any]) -> dict[str, Any]:
    """A figure may be quoted; the loader takes both."""
    return {**node, "type": [node["type"], "string"]}


def _or_number(node: dict[str, Any]) -> dict[str, Any]:
    """A name that looks like a figure – version 2025, number 4.1 – may stand without quotes."""
    return {**node, "type": ["string", "number"]} if "pattern" in node else node


_LENIENT: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "integer": _or_text,
    "boolean": _or_text,
    "string": _or_number,
}
