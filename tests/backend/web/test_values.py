"""Values in words."""

from datetime import date
from decimal import Decimal

import pytest

from assessments.loader import Catalogue
from assessments.schema.fact import Source
from assessments.stated import Value
from backend.web.values import sources_words, value_words


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        ("investment", Decimal(20_000_000), "2,000 万元"),
        ("investment", Decimal(12_505_000), "1,250.5 万元"),
        ("employees", Decimal(320), "320 人"),
        ("zj_digital_level", Decimal(2), "2.0 级"),
        ("project_done", date(2024, 9, 30), "2024年9月30日"),
        ("credit_grade", "良好", "良好"),
        ("entity_type", "legal_person", "独立法人"),
        ("links_covered", ("研发设计", "生产作业"), "研发设计、生产作业"),
        ("links_covered", (), "无"),
    ],
)
def test_values_are_told_as_people_write_them(
    catalogue: Catalogue, fact: str, value: Value, words: str
) -> None:
    assert value_words(catalogue.facts[fact], value) == words


def test_every_source_together_needs_no_words() -> None:
    assert sources_words(tuple(Source)) == ""
    assert sources_words((Source.VERIFIED, Source.IMPORTED)).count("、") == 1
