"""What a submission freezes comes back as it was."""

import json
from datetime import date
from decimal import Decimal

import pytest

from assessments.rating import FactValue, HeldTitle, Profile
from assessments.schema.common import ProductionType
from assessments.schema.fact import Source
from backend.services.snapshot import EvidenceLine, Snapshot, from_text, to_text

FULL = Snapshot(
    firm_name="某某机械有限公司",
    credit_code="91339900MA2ABCDE0F",
    unit_name="一厂",
    profile=Profile("330109", "3484", ProductionType.PROCESS),
    facts={
        "investment": (
            FactValue(Decimal("12500000"), start=date(2022, 1, 1), end=date(2023, 12, 31)),
            FactValue(Decimal("0.10"), Source.VERIFIED, year=2025),
        ),
        "project_done": (FactValue(date(2024, 9, 30), as_of=date(2025, 1, 1)),),
        "credit_grade": (FactValue("良好", Source.OFFICIAL_PLATFORM),),
        "links_covered": (FactValue(("研发设计", "生产作业")),),
    },
    titles=(HeldTitle("zj-smart-factory", date(2024, 12, 1), None),),
    reasons={"quality-laboratory": "全部委外检测"},
    notes={"digital-twin": "只有“一线”在用"},
    evidence={"digital-twin": (EvidenceLine("e1", "清单.pdf", 1200, "ab" * 32),)},
    implied={"detailed-scheduling": "第 34 题选 A"},
)


def test_a_snapshot_comes_back_equal() -> None:
    assert from_text(to_text(FULL)) == FULL


def test_figures_keep_their_digits() -> None:
    stated = from_text(to_text(FULL)).facts["investment"][1].value

    assert str(stated) == "0.10"


@pytest.mark.parametrize("titles", [None, ()])
def test_no_record_of_titles_differs_from_none_held(titles: tuple[HeldTitle, ...] | None) -> None:
    bare = Snapshot("甲", "乙", "丙", FULL.profile, {}, titles)

    assert from_text(to_text(bare)).titles == titles


def test_the_same_state_gives_the_same_text() -> None:
    turned = Snapshot(**{**vars(FULL), "facts": dict(reversed(list(FULL.facts.items())))})

    assert to_text(turned) == to_text(FULL)


def test_a_layout_of_the_future_is_refused() -> None:
    text = json.dumps({**json.loads(to_text(FULL)), "format": 2})

    with pytest.raises(ValueError, match="format 2"):
        from_text(text)
