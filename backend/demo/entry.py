"""Entering synthetic firms by the services' own steps, a block in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from assessments.answering import Answer
from assessments.contradictions import compile_contradictions
from assessments.loader import Catalogue
from assessments.schema.common import ProductionType
from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.queries import assessments as form_queries
from backend.db.tables.assessments import Assessment
from backend.db.tables.base import new_id
from backend.db.tables.firms import Firm
from backend.demo import figures
from backend.demo.answers import AnswerMaker
from backend.demo.coherent import ODD_ONE_OUT, coherent
from backend.demo.population import YEAR, Planned
from backend.demo.titles import titles_of
from backend.services import coverage, facts, firms, rating, sizes, submitting
from backend.services.assessing import find_form
from backend.services.facts import NewStatement, Period
from backend.services.firms import NewFirm, UnitProfile
from backend.services.rating import Inputs
from backend.services.submitting import Case
from backend.services.title_entry import add_title

# Made up: the project's investment in 万元 by level, from and to.
INVESTMENT: Mapping[str, tuple[int, int]] = {
    "none": (200, 2500),
    "dw": (1500, 5000),
    "sf": (3000, 12000),
    "ff": (8000, 40000),
}
DIGITAL_LEVEL: Mapping[str, tuple[int, int]] = {
    "none": (0, 18),
    "dw": (14, 26),
    "sf": (20, 33),
    "ff": (29, 40),
}
"""Tenths of the 1.0–4.0 scale, from and to; made up and not tied to the level."""


class Entry:
    """Enters planned firms; `makers` are the makers of answers by production type."""

    def __init__(self, database: Database, catalogue: Catalogue, key: str) -> None:
        compiled = rating.questionnaire_for(catalogue, key)
        self.database = database
        self.catalogue = catalogue
        self.questionnaire = compiled.questionnaire
        self.rounds: set[int] = set()
        self.makers = {production: AnswerMaker(compiled, production) for production in ProductionType}
        rules = catalogue.contradictions.get(self.questionnaire.id)
        self.contradictions = compile_contradictions(compiled, catalogue.register, rules)

    def enter(self, plans: Sequence[Planned], now: datetime) -> None:
        """Some firms with everything that belongs to them, on the days of their plans before `now`."""
        ids = [new_id() for _ in plans]
        with self.database.write(SYSTEM) as session, coverage.kept_many(session, ids):
            for plan, firm_id in zip(plans, ids, strict=True):
                self._enter(session, plan, firm_id, now)
            session.flush()
            sizes.settle(session, self.catalogue, ids)

    def _enter(self, session: Session, plan: Planned, firm_id: str, now: datetime) -> None:
        chance = Random(plan.number)  # noqa: S311 - made-up data, not secrets
        with clock.standing_at(now - plan.registered_before):
            unit_id = self._register(session, plan, firm_id)
            self._figures(session, plan, firm_id, unit_id, now)
        if plan.level is not None:
            levels = (plan.level, *plan.earlier)
            for ago, level in reversed(list(enumerate(levels))):
                with clock.standing_at(now - plan.submitted_before - ago * YEAR):
                    self._submit(session, chance, plan, level, unit_id)
        with clock.standing_at(now - min(plan.submitted_before, plan.registered_before)):
            for title in titles_of(chance, plan, clock.local(now).year, self.catalogue.recognition_kinds):
                add_title(session, SYSTEM, title)

    def _register(self, session: Session, plan: Planned, firm_id: str) -> str:
        profile = UnitProfile(plan.name, plan.county, plan.industry, plan.production.value)
        added = firms.add_firm(session, NewFirm(plan.credit_code, profile), firm_id)
        session.get_one(Firm, firm_id).confirmed_at = clock.now()
        return added.unit_id

    def _figures(self, session: Session, plan: Planned, firm_id: str, unit_id: str, now: datetime) -> None:
        year = clock.local(now).year
        stated = list(figures.statements(plan.figures, year))
        facts.append(session, self.catalogue, unit_id, stated, firm_id=firm_id, settle_size=False)
        flags = figures.scale_flags(plan.figures, firm_id, clock.now(), year)
        session.add_all(flags)
        if flags:
            session.get_one(Firm, firm_id).above_scale = flags[0].above_scale

    def _submit(self, session: Session, chance: Random, plan: Planned, level: str, unit_id: str) -> None:
        stated = _statements(chance, level, clock.today())
        facts.append(session, self.catalogue, unit_id, stated, settle_size=False)
        form = find_form(session, SYSTEM, self.catalogue, self._open(session, unit_id))
        answers = self._answers(chance, plan, level)
        known = facts.for_rating(session, self.catalogue, unit_id)
        inputs = Inputs(rating.profile_of(form.unit), known, answers, titles=None)
        case = Case(session, SYSTEM, self.catalogue, form, inputs, {}, clock.now(), in_bulk=True)
        submitting.submit_case(case)

    def _answers(self, chance: Random, plan: Planned, level: str) -> dict[str, Answer]:
        """Answers that go together, but for those of a few firms."""
        maker = self.makers[plan.production]
        made = maker.make(chance, level)
        if plan.number % ODD_ONE_OUT == 0:
            return made
        return coherent(self.contradictions, plan.production, made, maker.compiled.rank[level])

    def _open(self, session: Session, unit_id: str) -> str:
        year = clock.today().year
        if year not in self.rounds:
            form_queries.ensure_round(
                session, str(year), f"{year} 年度", date(year, 1, 1), date(year, 12, 31)
            )
            self.rounds.add(year)
        form = Assessment(
            unit_id=unit_id,
            questionnaire=self.questionnaire.id,
            version=self.questionnaire.version,
            round_id=str(year),
            opened_at=clock.now(),
        )
        return form_queries.ensure_assessment(session, form).id


def _statements(chance: Random, level: str, today: date) -> list[NewStatement]:
    """What a firm says about itself and its project."""
    done = today - timedelta(days=chance.randrange(60, 900))
    start = done - timedelta(days=chance.randrange(300, 1200))
    yuan = chance.randint(*INVESTMENT[level]) * 10_000
    tenths = chance.randint(*DIGITAL_LEVEL[level])
    return [
        NewStatement("investment", str(yuan), Period(start=start, end=done)),
        NewStatement("project_start", start.isoformat()),
        NewStatement("project_done", done.isoformat()),
        NewStatement("zj_digital_level", f"{tenths / 10:.1f}"),
        NewStatement("credit_grade", chance.choice(["合格", "良好", "良好", "优秀"])),
        NewStatement("entity_type", "legal_person"),
    ]
