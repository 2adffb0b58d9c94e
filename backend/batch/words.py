"""Units in the words that tables and pages use."""

from collections.abc import Mapping

from assessments.schema.fact import Fact

UNIT_NAMES: Mapping[str, str] = {
    "yuan": "万元",
    "person": "人",
    "year": "年",
    "count": "个",
    "percent": "%",
    "rank": "名",
    "points": "分",
    "level": "级",
}
"""The register's units in Chinese; one that is not here is shown as the register writes it."""


def unit_name(fact: Fact) -> str:
    """The unit in which people type and read a fact; empty for dates and choices."""
    if fact.kind in {"choice", "set", "date"}:
        return ""
    return UNIT_NAMES.get(fact.unit, "万元" if fact.kind in {"money", "ledger"} else fact.unit)
