import pytest

from backend.db.queries.facts import rows as fact_rows
from backend.services import facts, firms, hub
from backend.services.errors import NotFoundError
from backend.services.facts import Entry, FactInput, Period
from backend.services.firms import NewFirm, UnitProfile
from backend.services.hub import FirmHub, FormLine, UnitLine
from tests.backend.crew import Crew
from tests.backend.plant import CODE, COUNTY, Plant, everything, lowest_for
from tests.backend.town import Town
from tests.conftest import StandingClock


def page(plant: Plant) -> FirmHub:
    return hub.firm_hub(plant.database, plant.owner, plant.catalogue, plant.firm_id)


def unit(plant: Plant) -> UnitLine:
    return page(plant).units[0]


def line_of(unit: UnitLine, questionnaire: str = "zj-ladder") -> FormLine:
    """The line of one instrument."""
    (line,) = [form for form in unit.forms if form.questionnaire == questionnaire]
    return line


def test_a_new_unit_is_offered_the_questionnaire(town: Town) -> None:
    firm_id = town.register("founder").firm_id
    shown = hub.firm_hub(town.database, town.person("founder"), town.catalogue, firm_id)
    form = line_of(shown.units[0])
    assert (form.questionnaire, form.round_id, form.assessment_id, form.state) == (
        "zj-ladder",
        "2026",
        "",
        "",
    )
    assert (shown.role, shown.confirmed, shown.members, shown.claims) == ("owner", False, 1, 0)


def test_an_open_form_shows_how_far_it_is(plant: Plant) -> None:
    form = line_of(unit(plant))
    assert (form.assessment_id, form.state) == (plant.form, "open")
    assert (form.domains, form.domains_done, form.items, form.items_done) == (14, 0, 100, 0)
    first = plant.catalogue.questionnaire("zj-ladder").domains[0]
    inside = {item.id for item in plant.catalogue.questionnaire("zj-ladder").items_of(first)}
    answers = everything(plant.catalogue, lowest_for("dw"))
    plant.answer({item: option for item, option in answers.items() if item in inside})
    form = line_of(unit(plant))
    assert (form.domains_done, form.items_done) == (1, len(inside & set(answers)))


def test_a_submitted_form_shows_its_reference(plant: Plant) -> None:
    plant.answer(everything(plant.catalogue, lowest_for("ff")))
    submission = plant.submit()
    form = line_of(unit(plant))
    assert (form.state, form.submission_id) == ("submitted", submission)
    assert form.reference.startswith("ZT2026-")
    assert form.submitted_at is not None


def test_last_years_form_stands_below_and_a_new_one_is_offered(plant: Plant, clock: StandingClock) -> None:
    clock.set(2027, 1, 1)
    line = unit(plant)
    assert {form.assessment_id for form in line.forms} == {""}
    assert [(form.assessment_id, form.round_id) for form in line.earlier] == [(plant.form, "2026")]


def test_the_facts_that_conditions_ask_for_are_counted(plant: Plant) -> None:
    before = unit(plant)
    assert (before.facts_asked, before.facts_stated) == (len(facts.asked_facts(plant.catalogue)), 0)
    plant.state("zj_digital_level", "2.0")
    assert unit(plant).facts_stated == 1
    with plant.database.read(plant.owner) as session:
        (said,) = fact_rows(session, plant.unit_id, "zj_digital_level")
    posted = FactInput(plant.unit_id, "zj_digital_level", (Entry(Period(), (), said.id),))
    facts.state(plant.database, plant.owner, plant.catalogue, posted)
    assert unit(plant).facts_stated == 0


def test_claims_are_announced_to_owners_of_a_confirmed_firm(crew: Crew) -> None:
    plant = crew.plant
    plant.confirm()
    claimant, _token = plant.person("claimant")
    claim = NewFirm(CODE, UnitProfile("某厂", COUNTY, "3484", "discrete"))
    assert firms.register(plant.database, claimant, plant.catalogue, claim).is_claim
    assert (page(plant).claims, page(plant).members) == (1, 2)
    seen = hub.firm_hub(plant.database, crew.colleague, plant.catalogue, plant.firm_id)
    assert (seen.role, seen.claims) == ("member", 0)


def test_strangers_do_not_find_the_firm(crew: Crew) -> None:
    with pytest.raises(NotFoundError):
        hub.firm_hub(crew.plant.database, crew.stranger, crew.plant.catalogue, crew.plant.firm_id)


def test_instruments_in_force_stand_in_families_and_drafts_are_left_out(plant: Plant) -> None:
    families = {family.name: [form.questionnaire for form in family.forms] for family in unit(plant).families}
    assert next(iter(families)) == "浙江梯度"
    assert families["专精特新梯度"] == ["innovative-sme", "srdi-sme", "little-giant"]
    assert "cmmm" not in {name for names in families.values() for name in names}


def test_an_instrument_is_offered_for_what_it_serves(plant: Plant) -> None:
    choices = {form.questionnaire: [one.purpose.value for one in form.choices] for form in unit(plant).forms}
    assert choices["srdi-sme"] == ["recognition", "review"]
    assert choices["tech-sme"] == ["self_check"]
    # On 15 June 2026 a new little giant is judged by the new rule, one under review by the old one.
    giant = {
        one.purpose.value: one.questionnaire.version for one in line_of(unit(plant), "little-giant").choices
    }
    assert giant == {"recognition": "2026", "review": "2022"}


def test_an_instrument_out_of_force_is_no_longer_offered(plant: Plant, clock: StandingClock) -> None:
    assert "zj-hidden-champion" in {form.questionnaire for form in unit(plant).forms}
    clock.set(2027, 1, 1)
    assert "zj-hidden-champion" not in {form.questionnaire for form in unit(plant).forms}


def test_the_facts_of_an_instrument_are_counted(plant: Plant) -> None:
    before = line_of(unit(plant), "srdi-sme")
    plant.state("revenue", "15000000", Period(2025))
    after = line_of(unit(plant), "srdi-sme")
    assert (before.facts_known, after.facts_known, after.facts) == (0, 1, before.facts)
