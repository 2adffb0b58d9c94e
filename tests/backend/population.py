"""Many units with submissions, put straight into the tables: what tests of lists and counts start from."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random

from sqlalchemy import select
from sqlmodel import col

from assessments.answering import Answer, encode
from assessments.compile import CompiledQuestionnaire, choices
from assessments.rating import rate_packed
from assessments.schema.common import ProductionType
from assessments.schema.fact import Source
from assessments.stated import FactValue, Profile
from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.tables.assessments import Assessment
from backend.db.tables.base import new_id
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.submissions import Standing, Submission
from backend.services import coverage, rating, snapshot
from backend.services.snapshot import Snapshot
from tests.backend.plant import Plant

KEY = "zj-ladder@2026-04"
STATED: dict[str, Sequence[Decimal | str | date]] = {
    "entity_type": ("legal_person", "branch"),
    "sound_operation": ("yes", "no"),
    "violation_free_years": (Decimal(1), Decimal(3)),
    "credit_grade": ("良好", "合格"),
    "zj_digital_level": (Decimal("1.9"), Decimal("2.0"), Decimal("3.1")),
    "investment": (Decimal(14_999_999), Decimal(20_000_000), Decimal(50_000_000)),
    "project_done": (date(2024, 5, 1), date(2020, 1, 1)),
}


def settle(
    plant: Plant, number: int, seed: int, counties: Sequence[str], industries: Sequence[str] = ("3484",)
) -> list[str]:
    """Add confirmed firms of one unit each, with random answers and facts submitted; gives the units' ids."""
    chance = Random(seed)
    compiled = rating.questionnaire_for(plant.catalogue, KEY)
    with plant.database.read(SYSTEM) as session:
        round_id = session.scalars(select(col(Assessment.round_id))).first()
    assert round_id is not None
    return [
        _add(plant, compiled, chance, round_id, chance.choice(counties), chance.choice(industries))
        for _ in range(number)
    ]


def _add(
    plant: Plant, compiled: CompiledQuestionnaire, chance: Random, round_id: str, county: str, industry: str
) -> str:
    now, number = clock.now(), new_id()
    profile = Profile(county, industry, chance.choice(list(ProductionType)))
    packed = encode(compiled, profile.production_type, _answers(compiled, profile.production_type, chance))
    firm = Firm(credit_code=number[:18], name=f"厂{number}", created_at=now, confirmed_at=now)
    unit = Unit(
        firm_id=firm.id,
        name=firm.name,
        county=county,
        industry=industry,
        production_type=profile.production_type.value,
        created_at=now,
    )
    form = Assessment(
        unit_id=unit.id,
        questionnaire=compiled.questionnaire.id,
        version=compiled.questionnaire.version,
        round_id=round_id,
        state="submitted",
        opened_at=now,
    )
    digests = rating.digests_for(plant.catalogue, KEY)
    frozen = Snapshot(firm.name, firm.credit_code, unit.name, profile, _facts(chance), None)
    sent = Submission(
        reference=number,
        assessment_id=form.id,
        unit_id=unit.id,
        number=1,
        questionnaire=form.questionnaire,
        version=form.version,
        rules_digest=digests.rules,
        wording_digest=digests.wording,
        packed=packed,
        snapshot=snapshot.to_text(frozen),
        submitted_at=now,
    )
    ranks, levels = rate_packed(compiled, [packed]).attainment, compiled.ladder.level_ids
    with plant.database.write(SYSTEM) as session, coverage.kept(session, firm.id):
        for row in (firm, unit, form, sent):
            session.add(row)
            session.flush()
        session.add(
            Standing(
                unit_id=unit.id,
                questionnaire=form.questionnaire,
                county=county,
                submission_id=sent.id,
                certain=levels[int(ranks.certain[0])],
                possible=levels[int(ranks.possible[0])],
                submitted_at=now,
            )
        )
    return unit.id


def _answers(
    compiled: CompiledQuestionnaire, production: ProductionType, chance: Random
) -> dict[str, Answer]:
    """Good answers for the most part, so that every rung is reached by some; a few stay open."""
    good, left_open = chance.choice((0.9, 1.0)), chance.choice((0.0, 0.02))
    answers = {}
    for item in compiled.asked(production):
        if chance.random() < left_open:
            continue
        able = sorted(choices(item, production), key=lambda option: compiled.rank[option.level])
        answers[item.id] = Answer((able[-1].id if chance.random() < good else chance.choice(able).id,))
    return answers


def _facts(chance: Random) -> dict[str, tuple[FactValue, ...]]:
    return {
        name: (FactValue(chance.choice(values), chance.choice((Source.SELF_STATED, Source.VERIFIED))),)
        for name, values in STATED.items()
        if chance.random() < 0.85
    }
