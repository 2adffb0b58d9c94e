"""What an instrument still asks: the facts and years it looks at, less what is known already."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assessments.loader import Catalogue
from assessments.schema.common import Purpose
from assessments.schema.fact import Source
from assessments.schema.questionnaire import Questionnaire
from backend.auth.actor import SYSTEM
from backend.services import asking, facts, firms, ledger
from backend.services.asking import InstrumentFacts, Need
from backend.services.errors import NotFoundError
from backend.services.facts import NewStatement, Period
from backend.services.firms import UnitProfile
from backend.services.ledger import Typed
from tests.backend.crew import Crew
from tests.backend.plant import Plant

CALL = "zj-ladder"


def gate(name: str, when: dict[str, Any], **more: Any) -> dict[str, Any]:
    words = {"zh-CN": "条件"}
    return {
        "id": name, "name": words, "text": words, "citation": "zj-ff-call-2025#credit",
        "provenance": "derived", "when": when, **more,
    }  # fmt: skip


def at_least(fact: str, *years: int) -> dict[str, Any]:
    return {"fact": fact, "comparator": "at_least", "value": "1", "years_back": [str(y) for y in years]}


@pytest.fixture
def plant(plant: Plant) -> Plant:
    """The plant under a catalogue with a little instrument of gates beside the ladder."""
    ladder = plant.catalogue.ladders[plant.catalogue.questionnaire(CALL).ladder]
    little = Questionnaire.model_validate(
        {
            "id": "little", "version": "1", "status": "published", "title": {"zh-CN": "小评价"},
            "description": {"zh-CN": "小评价"}, "policy": "zj-ff-call-2025", "provenance": "derived",
            "ladder": ladder.id, "method": "gates", "effective": {},
            "gates": [
                gate("years", at_least("revenue", 1, 3)),
                gate("staff", at_least("employees", 1), purposes=["review"]),
                gate("scenes", {"fact": "scenes_built", "comparator": "at_least", "value": "3"}),
                gate(
                    "grade",
                    {"fact": "credit_grade", "comparator": "is", "value": "良好"},
                    accepts=["verified", "official_platform"],
                ),
                gate("title", {"holds": ["zj-digital-workshop"]}),
            ],
        }
    )  # fmt: skip
    more = replace(plant.catalogue, questionnaires={**plant.catalogue.questionnaires, little.key: little})
    return replace(plant, catalogue=more)


def found(plant: Plant, name: str = "little", purpose: Purpose | None = None) -> InstrumentFacts:
    return asking.instrument_facts(
        plant.database, plant.owner, plant.catalogue, plant.unit_id, (name, purpose)
    )


def need(plant: Plant, fact: str, purpose: Purpose | None = None) -> Need:
    return next(each for each in found(plant, purpose=purpose).needs if each.stated.fact.id == fact)


def say(plant: Plant, fact: str, value: str, source: Source, period: Period = Period()) -> None:  # noqa: B008
    with plant.database.write(SYSTEM) as session:
        statement = NewStatement(fact, value, period, source)
        facts.append(session, plant.catalogue, plant.unit_id, [statement])


def test_only_the_years_that_are_looked_at_are_asked(plant: Plant) -> None:
    assert need(plant, "revenue").periods == (Period(2025), Period(2023))
    plant.state("revenue", "5", Period(2024))
    plant.state("revenue", "5", Period(2023))
    assert need(plant, "revenue").open == (Period(2025),)
    plant.state("revenue", "6", Period(2025))
    assert need(plant, "revenue").open == ()
    assert "revenue" not in {each.stated.fact.id for each in found(plant).open}


def test_a_withdrawn_value_is_asked_again(plant: Plant) -> None:
    plant.state("scenes_built", "4")
    assert need(plant, "scenes_built").open == ()
    plant.state("scenes_built", "")
    assert need(plant, "scenes_built").open == (Period(),)


def test_the_firms_word_does_not_fill_what_others_must_say(plant: Plant) -> None:
    plant.state("credit_grade", "优秀")
    asked = need(plant, "credit_grade")
    assert (asked.by_others, asked.open) == (True, (Period(),))
    say(plant, "credit_grade", "良好", Source.IMPORTED)
    assert need(plant, "credit_grade").open == (Period(),)
    say(plant, "credit_grade", "良好", Source.OFFICIAL_PLATFORM)
    assert need(plant, "credit_grade").open == ()
    assert not need(plant, "scenes_built").by_others


def test_the_purpose_decides_what_is_asked(plant: Plant) -> None:
    assert need(plant, "employees", Purpose.REVIEW).open == (Period(2025),)
    recognition = found(plant, purpose=Purpose.RECOGNITION)
    assert "employees" not in {each.stated.fact.id for each in recognition.needs}
    assert recognition.purpose is Purpose.RECOGNITION


def test_titles_are_named_and_not_asked(plant: Plant) -> None:
    titles = found(plant).titles
    assert len(titles) == 1
    assert "数字化车间" in titles[0]


def test_the_ladder_asks_for_its_ledger_until_there_is_a_row(plant: Plant) -> None:
    def is_open() -> bool:
        return "investment" in {each.stated.fact.id for each in found(plant, CALL).open}

    assert is_open()
    ledger.add(plant.database, plant.owner, plant.unit_id, Typed("2025-03-01", "other", "5"))
    assert is_open()
    ledger.add(plant.database, plant.owner, plant.unit_id, Typed("2025-03-01", "service", "5"))
    assert not is_open()


def test_rows_do_not_close_a_ledger_that_others_must_vouch_for(plant: Plant) -> None:
    fact = plant.catalogue.facts["investment"].model_copy(update={"accepts": (Source.VERIFIED,)})
    strict = replace(
        plant, catalogue=replace(plant.catalogue, facts={**plant.catalogue.facts, "investment": fact})
    )
    ledger.add(plant.database, plant.owner, plant.unit_id, Typed("2025-03-01", "service", "5"))
    assert "investment" in {each.stated.fact.id for each in found(strict, CALL).open}
    span = Period(start=date(2025, 1, 1), end=date(2025, 3, 31))
    say(plant, "investment", "5", Source.VERIFIED, span)
    assert "investment" not in {each.stated.fact.id for each in found(strict, CALL).open}


def test_what_one_unit_states_about_the_firm_serves_the_others(plant: Plant) -> None:
    profile = UnitProfile("二车间", "330109", "3484", "discrete")
    with plant.database.write(SYSTEM) as session:
        other = replace(plant, unit_id=firms.add_unit(session, plant.firm_id, "workshop", profile).id)
    plant.state("revenue", "5", Period(2025))
    plant.state("scenes_built", "4")
    assert need(other, "revenue").open == (Period(2023),)
    assert need(other, "scenes_built").open == (Period(),)
    other.state("revenue", "7", Period(2025))
    assert need(plant, "revenue").stated.current[Period(2025)][0].value == "7"


def test_nobody_else_and_no_unknown_instrument(plant: Plant, crew: Crew) -> None:
    asked: tuple[str, Purpose | None] = ("little", None)
    with pytest.raises(NotFoundError):
        asking.instrument_facts(plant.database, crew.stranger, plant.catalogue, plant.unit_id, asked)
    with pytest.raises(NotFoundError):
        found(plant, "nothing")
    with pytest.raises(NotFoundError):
        found(plant, "little@2")


def test_the_list_counts_what_is_open_everywhere(plant: Plant) -> None:
    def line() -> tuple[int, int]:
        unit = facts.unit_facts(plant.database, plant.owner, plant.catalogue, plant.unit_id)
        lines = {each.id: each for each in asking.instrument_lines(plant.catalogue, unit)}
        return lines["little"].asked, lines["little"].open

    assert line() == (4, 4)
    plant.state("scenes_built", "4")
    assert line() == (4, 3)


def test_every_published_instrument_can_be_asked_for(plant: Plant, catalogue: Catalogue) -> None:
    asked = {each.id: found(plant, each.id).needs for each in facts.instruments(catalogue)}
    assert asked["zj-ladder"]
    for name, needs in asked.items():
        assert {need.open == need.periods or need.by_others for need in needs} <= {True}, name
