"""Small definitions built in code, for tests of compiling, answering and rating."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assessments.compile import (
    CompiledCall,
    CompiledQuestionnaire,
    Register,
    compile_call,
    compile_questionnaire,
)
from assessments.in_force import InstrumentInForce, RuleSet
from assessments.schema.common import Purpose
from assessments.schema.fact import Fact
from assessments.schema.ladder import Call, Ladder
from assessments.schema.policy import Policy
from assessments.schema.questionnaire import Item, Questionnaire
from assessments.schema.region import Regions

AS_OF = date(2025, 6, 30)


def words(text: str) -> dict[str, str]:
    return {"zh-CN": text}


POLICY = Policy.model_validate(
    {
        "id": "policy",
        "title": words("示例办法"),
        "issuer": "某厅",
        "number": "某厅〔2026〕2号",
        "date": "2026-01-01",
        "purpose": "recognition",
        "provenance": "official",
        "source": "https://example.org/",
        "clauses": [
            {"id": "one", "number": "附件2第二条", "text": words("条款文字"), "provenance": "official"}
        ],
    }
)

LADDER = Ladder.model_validate(
    {
        "id": "metal",
        "name": words("两级梯级"),
        "below": words("起步"),
        "levels": [
            {
                "id": level,
                "name": words(name),
                "subject": words("车间"),
                "definition": words(name),
                "citation": "policy#one",
                "provenance": "derived",
                "recognition": f"{level}-title",
            }
            for level, name in (("bronze", "铜级"), ("silver", "银级"))
        ],
    }
)

BOTH = {"bronze": "mandatory", "silver": "mandatory"}

STEPS = (("A", "0", "none"), ("B", "1.67", "bronze"), ("C", "3.33", "silver"))
"""Options of an ordinary item: letter, points, level."""


def option(letter: str, points: str, level: str = "none", **more: Any) -> dict[str, Any]:
    return {
        "id": f"option-{letter.lower()}",
        "ref": letter,
        "text": words(f"选项{letter}"),
        "points": points,
        "level": level,
        **more,
    }


TWINS = (
    option("A", "0"),
    option("E", "5", "silver", production="discrete"),
    {**option("F", "5", "silver", production="process"), "ref": "E2"},
)
"""Options of which the best differs by production type: E for discrete, E2 for process units."""


def item(ref: str, options: Sequence[Any] = STEPS, **more: Any) -> dict[str, Any]:
    """An item `item-<ref>` of the first sub-domain; options are (letter, points, level) or whole options."""
    return {
        "id": f"item-{ref.replace('.', '-')}",
        "ref": ref,
        "type": "single",
        "sub_domain": "sub-one",
        "name": words(f"第{ref}题"),
        "question": words("问"),
        "help": words("帮助"),
        "evidence": words("证明"),
        "rungs": BOTH,
        "citation": "policy#one",
        "provenance": "derived",
        "options": [one if isinstance(one, dict) else option(*one) for one in options],
        **more,
    }


def implication(
    cause: str, effect: str, options: tuple[str, str] = ("option-a", "option-a")
) -> dict[str, Any]:
    return {
        "when": {"item": cause, "option": options[0]},
        "then": {"item": effect, "option": options[1]},
        "reason": words(f"{cause} 选 A，则 {effect} 为 A"),
        "citation": "policy#one",
        "provenance": "derived",
    }


def questionnaire(
    items: Sequence[Mapping[str, Any]], implications: Sequence[Any] = (), percent: int = 100, **more: Any
) -> Questionnaire:
    subs = [
        {"id": f"sub-{name}", "ref": name, "name": words(f"子域{name}")} for name in ("one", "two", "three")
    ]
    domains = [
        {"id": "domain-one", "ref": "1", "name": words("能力域一"), "sub_domains": subs[:2]},
        {"id": "domain-two", "ref": "2", "name": words("能力域二"), "sub_domains": subs[2:]},
    ]
    return Questionnaire.model_validate(
        {
            "id": "little",
            "version": "1",
            "status": "published",
            "title": words("小问卷"),
            "description": words("测试用"),
            "policy": "policy",
            "provenance": "derived",
            "ladder": "metal",
            "method": "attainment",
            "required_share": {"percent": str(percent), "provenance": "derived", "reason": words("测试")},
            "effective": {},
            "elements": [{"id": "element", "ref": "1", "name": words("要素"), "domains": domains}],
            "implications": list(implications),
            "items": list(items),
            **more,
        }
    )


def compiled(
    items: Sequence[Mapping[str, Any]], implications: Sequence[Any] = (), percent: int = 100
) -> CompiledQuestionnaire:
    return compile_questionnaire(questionnaire(items, implications, percent), LADDER)


def rules(
    version: CompiledQuestionnaire,
    day: date = AS_OF,
    call: CompiledCall | None = None,
    *,
    in_force: bool | None = True,
) -> RuleSet:
    """A compiled version as the rules of a day, without derived facts."""
    purpose = version.levels.purpose if version.levels else Purpose.RECOGNITION
    standing = InstrumentInForce(version.questionnaire, purpose, in_force, named=False)
    return RuleSet(standing, version, call, None, day)


def one_item(**more: Any) -> Item:
    """A single item as a model; `options` as for `item`."""
    return questionnaire([item("1", **more)]).items[0]


def fact(name: str, kind: str, **more: Any) -> Fact:
    return Fact.model_validate(
        {
            "id": name,
            "label": words(f"事实{name}"),
            "kind": kind,
            "unit": "yuan" if kind in ("money", "ledger") else "unit",
            "period": "instant",
            "definition": words("定义"),
            **more,
        }
    )


def choices(*names: str) -> list[dict[str, Any]]:
    return [{"id": name, "label": words(f"标签{name}")} for name in names]


FACTS: Mapping[str, Fact] = {
    one.id: one
    for one in (
        fact("revenue", "money", period="year", minimum="0"),
        fact("profit", "money", period="year"),
        fact("staff", "count", minimum="0"),
        fact("level", "number", decimals="1", minimum="0", maximum="4"),
        fact("grade", "choice", ordered="true", choices=choices("poor", "fair", "good", "best")),
        fact("entity", "choice", choices=choices("firm", "branch", "other")),
        fact("links", "set", choices=choices("design", "make", "sell")),
        fact("done", "date"),
        fact("spent", "ledger", period="interval", minimum="0"),
    )
}

REGIONS = Regions.model_validate(
    {
        "code": "330000",
        "name": "浙江省",
        "source": "测试",
        "cities": [
            {
                "code": "330100",
                "name": "杭州市",
                "counties": [
                    {"code": code, "name": name, "pinyin": "x", "type": "县", "seat": ["120", "30"]}
                    for code, name in (("330102", "上城区"), ("330127", "淳安县"))
                ],
            }
        ],
        "groups": [
            {
                "id": "mountain",
                "name": words("山区县"),
                "effective": {},
                "provenance": "official",
                "source": "测试",
                "members": ["330127"],
            }
        ],
    }
)


def gate(name: str, when: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "name": words(f"条件{name}"),
        "text": words("条件文字"),
        "citation": "policy#one",
        "provenance": "official",
        "when": dict(when),
        **more,
    }


def call(gates: Sequence[Mapping[str, Any]], rungs: Mapping[str, Any] | None = None, **more: Any) -> Call:
    return Call.model_validate(
        {
            "id": "little-call",
            "version": "2025",
            "status": "published",
            "title": words("申报条件"),
            "ladder": "metal",
            "policy": "policy",
            "effective": {"start": "2025-01-01", "end": "2025-12-31"},
            "gates": list(gates),
            "rungs": {"bronze": [one["id"] for one in gates]} if rungs is None else rungs,
            **more,
        }
    )


def compiled_call(*gates: Mapping[str, Any]) -> CompiledCall:
    return compile_call(call(gates), LADDER, Register(FACTS, REGIONS))
