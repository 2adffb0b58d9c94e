import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, event

from backend.auth.actor import SYSTEM, Actor
from backend.db.queries import assessments as queries
from backend.services import accounts, drafts, saving
from backend.services.errors import ConflictError, InvalidInputError, MissingVersionError, NotFoundError
from backend.services.saving import SaveAnswer, StaleAnswerError
from tests.backend.crew import Crew
from tests.backend.plant import COUNTY, everything, lowest_for

ITEM = "cloud-edge-network"
OPTIONS = ("not-networked", "assisted-collection", "standard-protocols")
MAY_NOT_APPLY = "quality-laboratory"


def test_a_first_answer_is_stored_with_its_line_in_the_change_log(crew: Crew) -> None:
    saved = crew.save(ITEM, OPTIONS[1])
    assert (saved.revision, saved.domain) == (1, "technology-support")
    assert (saved.progress.answered, saved.progress.asked) == (1, 5)
    assert crew.stored(ITEM) == ('{"options":["assisted-collection"]}', "", 1)
    assert crew.changes(ITEM) == [("{}", '{"options":["assisted-collection"]}', 1)]


def test_a_change_counts_the_revision_up_and_keeps_the_old_value_in_the_log(crew: Crew) -> None:
    crew.save(ITEM, OPTIONS[1])
    crew.save(ITEM, OPTIONS[2], revision=1, note="试点线：三号线")
    assert crew.stored(ITEM) == ('{"options":["standard-protocols"]}', "试点线：三号线", 2)
    assert crew.changes(ITEM)[1] == (
        '{"options":["assisted-collection"]}',
        '{"options":["standard-protocols"],"note":"试点线：三号线"}',
        2,
    )


def test_saving_what_is_stored_already_writes_nothing_even_from_an_old_page(crew: Crew) -> None:
    crew.save(ITEM, OPTIONS[1])
    assert crew.save(ITEM, OPTIONS[1], revision=0).revision == 1
    assert len(crew.changes(ITEM)) == 1


def test_a_cleared_answer_is_open_again_and_its_remark_stays(crew: Crew) -> None:
    crew.save(ITEM, OPTIONS[1], note="见附图")
    saved = crew.save(ITEM, revision=1, note="见附图")
    assert crew.stored(ITEM) == ("{}", "见附图", 2)
    assert saved.progress.answered == 0


def test_without_a_revision_nothing_is_stored(crew: Crew) -> None:
    with pytest.raises(MissingVersionError) as caught:
        crew.save(ITEM, OPTIONS[1], revision=None)
    assert caught.value.status == 428
    assert crew.stored(ITEM) is None


def test_of_two_colleagues_the_second_sees_both_answers_and_overwrites_nothing(crew: Crew) -> None:
    crew.save(ITEM, OPTIONS[1])
    with pytest.raises(StaleAnswerError) as caught:
        crew.save_as(crew.colleague, ITEM, OPTIONS[2], revision=0)
    error = caught.value
    assert error.status == 409
    assert error.mine.answer.options == (OPTIONS[2],)
    assert (error.stored.answer.options, error.stored.author) == ((OPTIONS[1],), "owner")
    assert crew.stored(ITEM) == ('{"options":["assisted-collection"]}', "", 1)
    # Having seen both, the colleague decides.
    crew.save_as(crew.colleague, ITEM, OPTIONS[2], revision=error.stored.revision)
    assert crew.stored(ITEM) == ('{"options":["standard-protocols"]}', "", 2)


def test_of_many_who_save_at_once_from_the_same_page_exactly_one_is_acknowledged(crew: Crew) -> None:
    outcomes = _at_once(8, lambda number: crew.save(ITEM, OPTIONS[number % 3], note=str(number)).revision)
    assert [outcome for outcome in outcomes if not isinstance(outcome, StaleAnswerError)] == [1]
    assert len(crew.changes(ITEM)) == 1


@pytest.mark.parametrize(
    ("item", "options", "more"),
    [
        (ITEM, ("no-such-option",), {}),
        (ITEM, OPTIONS[:2], {}),
        (ITEM, (), {"not_applicable": "没有设备"}),
        (MAY_NOT_APPLY, (), {"not_applicable": "  "}),
        ("value-added-services", ("smart-product-services", "none-of-these"), {}),
        ("resource-dispatch", ("process-model-dispatch",), {}),
    ],
    ids=["unknown", "two of one", "must apply", "no reason", "with none of these", "other production"],
)
def test_an_answer_the_item_does_not_allow_is_refused_in_words(
    crew: Crew, item: str, options: tuple[str, ...], more: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        crew.save(item, *options, **more)
    assert list(caught.value.fields) == [item]
    assert caught.value.message.startswith("第 ")
    assert crew.stored(item) is None


def test_an_item_of_the_other_production_type_does_not_exist(crew: Crew) -> None:
    with pytest.raises(NotFoundError):
        crew.save("manufacturing-technology-process", "traditional-craft")


def test_an_item_that_may_not_apply_takes_a_reason(crew: Crew) -> None:
    crew.save(MAY_NOT_APPLY, not_applicable="检测全部委托省计量院")
    assert crew.stored(MAY_NOT_APPLY) == ('{"not_applicable":"检测全部委托省计量院"}', "", 1)


def test_outside_the_firm_the_form_does_not_exist(crew: Crew) -> None:
    official, _token = crew.plant.person("county", region=COUNTY)
    for outsider in (crew.stranger, official, Actor(account_id="none", is_admin=True)):
        with pytest.raises(NotFoundError):
            crew.save_as(outsider, ITEM, OPTIONS[0])
    assert crew.stored(ITEM) is None


def test_after_submission_nothing_changes(crew: Crew) -> None:
    with crew.plant.database.write(SYSTEM) as session:
        queries.close(session, crew.plant.form, drafts.SUBMITTED)
    with pytest.raises(ConflictError, match="已经提交"):
        crew.save(ITEM, OPTIONS[0])
    assert crew.stored(ITEM) is None


def test_an_answer_tells_which_items_it_locks_and_frees(crew: Crew) -> None:
    locked = crew.save("process-libraries", "none")
    assert locked.relocked == ("process-simulation",)
    assert locked.progress.answered == 2
    # A colleague whose page is older answers the locked item: kept, not counted, and told.
    assert crew.save("process-simulation", "no-process-model").relocked == ("process-simulation",)
    freed = crew.save("process-libraries", revision=1)
    assert freed.relocked == ("process-simulation",)
    assert freed.progress.answered == 1


def test_a_page_stores_what_does_not_conflict_and_names_what_does(crew: Crew) -> None:
    form, catalogue = crew.plant.form, crew.plant.catalogue
    crew.save(ITEM, OPTIONS[0])
    crew.save("ai-application", "none")
    # The colleague's page still shows revision 1 of both; meanwhile the owner changes both.
    crew.save(ITEM, OPTIONS[1], revision=1)
    crew.save("ai-application", "recognition-models", revision=1)
    page = [
        SaveAnswer(form, ITEM, 1, (OPTIONS[2],)),
        SaveAnswer(form, "ai-application", 1, ("none",)),
        SaveAnswer(form, "new-it-application", 0, ("one-scene",)),
        SaveAnswer(form, "quality-laboratory", 0, not_applicable=""),
        SaveAnswer(form, "data-foundation", 0),
    ]
    outcome = saving.save_page(crew.plant.database, crew.colleague, catalogue, page[:-1])
    assert list(outcome.conflicts) == [ITEM]
    assert outcome.conflicts[ITEM].stored.answer.options == (OPTIONS[1],)
    assert list(outcome.problems) == ["quality-laboratory"]
    assert outcome.stored == 1
    # Left as it was on the screen, the other item keeps the owner's newer answer.
    assert crew.stored("ai-application") == ('{"options":["recognition-models"]}', "", 2)
    assert crew.stored("new-it-application") == ('{"options":["one-scene"]}', "", 1)


def test_a_page_without_revisions_stores_nothing_at_all(crew: Crew) -> None:
    form = crew.plant.form
    page = [SaveAnswer(form, "ai-application", 0, ("none",)), SaveAnswer(form, ITEM, None, (OPTIONS[0],))]
    with pytest.raises(MissingVersionError):
        saving.save_page(crew.plant.database, crew.plant.owner, crew.plant.catalogue, page)
    assert crew.stored("ai-application") is None


def test_a_save_takes_at_most_eight_statements_however_much_is_answered(crew: Crew) -> None:
    few = _statements(lambda: _visit(crew, OPTIONS[0], 0))
    answers = everything(crew.plant.catalogue, lowest_for("dw"))
    crew.plant.answer({item: option for item, option in answers.items() if item != ITEM})
    many = _statements(lambda: _visit(crew, OPTIONS[1], 1))
    assert few == many <= 8


def _visit(crew: Crew, option: str, revision: int) -> None:
    """What a request does: look up the session, then save."""
    plant = crew.plant
    actor = accounts.actor_of(plant.database, plant.settings, plant.token)
    crew.save_as(actor, ITEM, option, revision=revision)


def _statements(act: Callable[[], None]) -> int:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(sent)


def _at_once(count: int, act: Callable[[int], object]) -> list[object]:
    barrier = threading.Barrier(count)
    outcomes: list[object] = []

    def run(number: int) -> None:
        barrier.wait()
        try:
            outcomes.append(act(number))
        except StaleAnswerError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
