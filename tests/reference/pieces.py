"""What random instruments and units are made of: numbers, facts, regions, a ladder, titles.

Figures and bounds come from the same few numbers, so that bounds are met exactly and missed by one as often
as not; amounts reach 10^12 yuan.
"""

from datetime import date
from typing import Any

from assessments.schema.fact import Fact
from assessments.schema.ladder import Ladder
from assessments.schema.region import Regions
from assessments.schema.target import RecognitionKind

AS_OF = date(2026, 6, 30)
YEARS = (2022, 2023, 2024, 2025, 2026)
SOURCES = ("verified", "official_platform", "imported", "self_stated")

TRILLION = 10**12
AMOUNTS = (1, 2, 3, 10, 99, 100, 101, 110, 121, TRILLION - 1, TRILLION, TRILLION + 1, 0, -1, -100, -TRILLION)
PERCENTS = ("0", "0.0001", "1", "5", "10", "21", "33.3333", "50", "99.9999", "100", "-1", "-50", "-100")
DAYS = ("2023-06-29", "2023-06-30", "2024-02-29", "2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01")
INDUSTRIES = {"3411": "C", "3511": "C", "6513": "I", "4620": "D", "0111": "A"}
COUNTIES = ("330102", "330127")
LEVELS = ("bronze", "silver", "gold")
DOMAINS = ("domain-one", "domain-two")

ORDER = ("at_least", "more_than", "at_most", "below")
"""Metrics and points have no `is`."""
CITED = {"citation": "little-policy#one", "provenance": "official"}


def words(text: str) -> dict[str, str]:
    """A text in Chinese."""
    return {"zh-CN": text}


def named(*names: str) -> list[dict[str, Any]]:
    """Choices."""
    return [{"id": name, "label": words(f"标签{name}")} for name in names]


# --- what never changes -----------------------------------------------------------------------------------


def fact(name: str, kind: str, period: str = "year", **more: Any) -> Fact:
    """A fact of the register."""
    unit = "yuan" if kind in ("money", "ledger") else "unit"
    fixed = {"id": name, "label": words(name), "kind": kind, "unit": unit, "definition": words("定义")}
    return Fact.model_validate({**fixed, "period": period, **more})


SIZES = ("large", "small", "micro")
"""The choices of the derived fact, highest first."""

MONEY = ("revenue", "spending", "profit", "staff")
"""Facts by year of which metrics are made."""

FACTS = {
    one.id: one
    for one in (
        fact("revenue", "money"),
        fact("spending", "money"),
        fact("profit", "money"),
        fact("staff", "count"),
        fact("share", "number", decimals="2"),
        fact("stage", "level", "instant", decimals="1"),
        fact("platform", "number", "instant", accepts=["verified", "official_platform"]),
        fact("grade", "choice", "instant", ordered="true", choices=named("poor", "fair", "good")),
        fact("entity", "choice", choices=named("firm", "branch", "other")),
        fact("links", "set", "instant", choices=named("design", "make", "sell")),
        fact("done", "date", "instant"),
        fact("spent", "ledger", "interval"),
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
                    {"code": code, "name": f"县{code}", "pinyin": "x", "type": "县", "seat": ["120", "30"]}
                    for code in COUNTIES
                ],
            }
        ],
        "groups": [
            {
                "id": name,
                "name": words(name),
                "effective": {},
                "provenance": "official",
                "source": "测试",
                **inside,
            }
            for name, inside in (
                ("mountain", {"members": ["330127"]}),
                ("wide", {"members": ["330102"], "union_of": ["mountain"]}),
            )
        ],
    }
)

LADDER = Ladder.model_validate(
    {
        "id": "metal",
        "name": words("三级梯级"),
        "below": words("起步"),
        "levels": [
            {"id": level, "name": words(level), "subject": words("厂"), "definition": words("级"), **CITED}
            for level in LEVELS
        ],
    }
)

TITLES = {
    name: RecognitionKind.model_validate(
        {"id": name, "name": words(f"称号{name}"), "subject": words("厂"), "authority": "unknown"}
    )
    for name in ("pilot", "full")
}
