from sqlalchemy import update

from assessments.answering import Answer
from assessments.schema.common import ProductionType
from backend.auth.actor import SYSTEM
from backend.db.tables.firms import Unit
from backend.services import assessing, form_pages
from backend.services.instrument import instrument_for
from tests.backend.crew import Crew
from tests.conftest import StandingClock

DESIGN = "digital-design"


def produce(crew: Crew, production: str) -> None:
    """Correct the unit's production type."""
    with crew.plant.database.write(SYSTEM) as session:
        session.execute(update(Unit).values(production_type=production))


def tasks(crew: Crew, target: str = "all") -> form_pages.TaskList:
    plant = crew.plant
    return form_pages.task_list(plant.database, plant.owner, plant.catalogue, plant.form, target)


def test_the_task_list_counts_by_domain_and_leads_to_the_next_open_one(crew: Crew) -> None:
    empty = tasks(crew)
    assert (empty.domains.asked, empty.items.asked, empty.required.asked) == (14, 100, 58)
    assert empty.next_domain is not None
    assert empty.next_domain.id == "technology-support"
    for item, option in {
        "new-it-application": "one-scene",
        "cloud-edge-network": "assisted-collection",
        "ai-application": "none",
        "manufacturing-technology-discrete": "modern-machining",
        "advanced-equipment-discrete": "manual-parameters",
    }.items():
        crew.save(item, option)
    begun = tasks(crew)
    assert (begun.domains.answered, begun.items.answered) == (1, 5)
    assert begun.next_domain is not None
    assert begun.next_domain.id == "system-assurance"


def test_the_filter_counts_what_the_target_asks_for(crew: Crew) -> None:
    counts = {target: tasks(crew, target).items.asked for target in ("all", "dw", "sf", "ff", "nonsense")}
    assert counts["all"] == counts["nonsense"] == 100
    assert counts["dw"] < counts["sf"] <= counts["ff"] <= 100


def test_answers_of_the_other_production_type_rest_and_return(crew: Crew) -> None:
    crew.save("manufacturing-technology-discrete", "modern-machining")
    crew.save("resource-dispatch", "intelligent-dispatch")
    crew.save("cloud-edge-network", "assisted-collection")
    assert tasks(crew).items.answered == 3
    produce(crew, "process")
    other = tasks(crew)
    assert (other.items.asked, other.items.answered, other.required.asked) == (97, 1, 55)
    produce(crew, "discrete")
    assert tasks(crew).items.answered == 3


def test_an_implication_holds_only_while_its_cause_is_chosen(crew: Crew) -> None:
    instrument = instrument_for(crew.plant.catalogue, "zj-ladder@2026-04", ProductionType.DISCRETE)
    assert instrument.implied({}) == {}
    assert instrument.implied({"process-libraries": Answer(("key-process-query",))}) == {}
    implied = instrument.implied({"process-libraries": Answer(("none",))})
    assert implied["process-simulation"].then.option == "no-process-model"
    progress = instrument.progress(instrument.domain(DESIGN), {"process-libraries": Answer(("none",))})
    assert (progress.answered, progress.asked) == (2, 11)


def test_opening_again_finds_the_same_form_and_next_year_a_new_one(crew: Crew, clock: StandingClock) -> None:
    plant = crew.plant

    def opened() -> str:
        return assessing.open_assessment(
            plant.database, crew.colleague, plant.catalogue, plant.unit_id, "zj-ladder"
        )

    assert opened() == plant.form
    clock.set(2027, 1, 1)
    next_year = opened()
    assert next_year != plant.form
    page = form_pages.task_list(plant.database, plant.owner, plant.catalogue, next_year)
    assert page.head.round_name == "2027 年度"
    assert page.items.answered == 0
