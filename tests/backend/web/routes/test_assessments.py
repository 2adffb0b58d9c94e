from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, event

from backend.auth.actor import SYSTEM
from backend.db.queries import assessments as queries
from backend.services import drafts
from tests.backend.crew import Crew
from tests.backend.web.visiting import Visitor

ITEM = "cloud-edge-network"
DOMAIN = "technology-support"
COLLECTION, PROTOCOLS = "assisted-collection", "standard-protocols"
COLLECTION_WORDS = "B 关键生产设备已联网"
PROTOCOLS_WORDS = "C 各产线、车间的设备以标准协议"


def one(item: str = ITEM, answer: str = COLLECTION, revision: int | str = 0, **more: str) -> dict[str, str]:
    """The fields of an item."""
    fields = {"answer": answer, "revision": str(revision), "note": "", **more}
    return {f"{name}:{item}": value for name, value in fields.items()}


def page_of(crew: Crew, domain: str = DOMAIN) -> str:
    return f"/assessments/{crew.plant.form}/domains/{domain}"


def item_of(crew: Crew, item: str = ITEM) -> str:
    return f"/assessments/{crew.plant.form}/items/{item}"


def test_a_form_is_opened_once_a_year_and_found_again(crew: Crew, owner: Visitor) -> None:
    opened = owner.post(f"/units/{crew.plant.unit_id}/assessments", {"questionnaire": "zj-ladder"})
    assert (opened.status_code, opened.headers["location"]) == (303, f"/assessments/{crew.plant.form}")
    hub = owner.get(opened.headers["location"]).text
    assert "2026 年度自评" in hub
    assert "已完成 0/14 个能力域" in hub
    assert "已答 0/100 题" in hub
    assert "现已答 0/58 题" in hub


def test_an_unknown_questionnaire_is_refused(crew: Crew, owner: Visitor) -> None:
    answer = owner.post(f"/units/{crew.plant.unit_id}/assessments", {"questionnaire": "cmmm"})
    assert answer.status_code == 422
    assert "没有这份问卷" in answer.text


def test_without_scripts_a_page_is_saved_as_a_whole(crew: Crew, owner: Visitor) -> None:
    page = owner.get(page_of(crew)).text
    assert f'action="{page_of(crew)}"' in page
    assert "尚未作答" in page
    sent = owner.post(page_of(crew), {**one(), **one("ai-application", "none", note="年内试点")})
    assert sent.headers["location"] == f"{page_of(crew)}?stored=2"
    after = owner.get(sent.headers["location"]).text
    assert "本页已保存，2 题有改动" in after
    assert f'value="{COLLECTION}" checked' in after
    assert "年内试点" in after
    assert "已答 2/5 题" in after


def test_an_answer_that_saves_itself_is_confirmed_at_the_item(crew: Crew, owner: Visitor) -> None:
    part = owner.post(item_of(crew), one(), htmx=True)
    assert part.status_code == 200
    assert "已保存" in part.text
    assert "owner · 2026年6月15日 10:00" in part.text
    assert f'name="revision:{ITEM}" value="1"' in part.text
    assert "已答 1/5 题" in part.text
    assert "<html" not in part.text
    assert "<article" not in part.text


def test_without_scripts_a_single_item_leads_back_to_its_place(crew: Crew, owner: Visitor) -> None:
    sent = owner.post(item_of(crew), one())
    assert sent.headers["location"] == f"{page_of(crew)}#item-{ITEM}"
    assert owner.get(item_of(crew)).headers["location"] == f"{page_of(crew)}#item-{ITEM}"


def test_a_colleague_who_comes_second_sees_both_answers(
    crew: Crew, owner: Visitor, colleague: Visitor
) -> None:
    owner.post(item_of(crew), one(answer=COLLECTION), htmx=True)
    refused = colleague.post(item_of(crew), one(answer=PROTOCOLS), htmx=True)
    assert refused.status_code == 409
    assert COLLECTION_WORDS in refused.text
    assert PROTOCOLS_WORDS in refused.text
    assert "owner于 2026年6月15日 10:00 保存的" in refused.text
    # The page keeps its old revision, so nothing is overwritten before the colleague decides.
    assert colleague.post(item_of(crew), one(answer=PROTOCOLS), htmx=True).status_code == 409
    decided = colleague.post(item_of(crew), one(answer=PROTOCOLS, replace="1"), htmx=True)
    assert decided.status_code == 200
    assert crew.stored(ITEM) == ('{"options":["standard-protocols"]}', "", 2)


def test_a_colleague_may_keep_the_stored_answer(crew: Crew, owner: Visitor, colleague: Visitor) -> None:
    owner.post(item_of(crew), one(), htmx=True)
    kept = colleague.get(item_of(crew), htmx=True).text
    assert kept.lstrip().startswith("<article")
    assert f'value="{COLLECTION}" checked' in kept
    assert f'name="revision:{ITEM}" value="1"' in kept


def test_a_page_with_a_conflict_stores_the_rest_and_lists_both_values(
    crew: Crew, owner: Visitor, colleague: Visitor
) -> None:
    owner.post(item_of(crew), one(), htmx=True)
    fields = {**one(answer=PROTOCOLS), **one("ai-application", "none")}
    refused = colleague.post(page_of(crew), fields)
    assert refused.status_code == 409
    assert "1 题没有保存：刚被保存为另一个答案" in refused.text
    assert "其余 1 题的改动已保存" in refused.text
    assert COLLECTION_WORDS in refused.text
    assert f'name="replace:{ITEM}" value="1"' in refused.text
    assert crew.stored(ITEM) == ('{"options":["assisted-collection"]}', "", 1)
    assert crew.stored("ai-application") == ('{"options":["none"]}', "", 1)
    # The button 改用我填写的 sends the page again with the revision that was seen.
    again = {**one(answer=PROTOCOLS, replace="1"), **one("ai-application", "none", 1)}
    assert colleague.post(page_of(crew), again).status_code == 303
    assert crew.stored(ITEM) == ('{"options":["standard-protocols"]}', "", 2)


def test_without_a_revision_the_answer_is_428(crew: Crew, owner: Visitor) -> None:
    assert owner.post(item_of(crew), {f"answer:{ITEM}": COLLECTION}, htmx=True).status_code == 428
    assert owner.post(page_of(crew), {f"answer:{ITEM}": COLLECTION}).status_code == 428
    assert crew.stored(ITEM) is None


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        (one(answer="no-such-option"), "第 2 题"),
        (one(answer="-", reason="没有设备"), "不能选“不适用”"),
        (one(note="长" * 501), "备注最多 500 个字"),
        (one(note="空\x00字"), "备注含有无法保存的字符"),
        (one(revision="新"), "版本信息应为整数"),
        (one(revision="99999999999"), "版本信息不能大于"),
        (one(revision=-1), "版本信息不能小于"),
        (one(state="submitted"), "不认识的字段"),
    ],
    ids=["option", "must apply", "long", "control", "word", "large", "negative", "strange"],
)
def test_bad_input_gets_a_clear_message_and_changes_nothing(
    crew: Crew, owner: Visitor, fields: dict[str, str], word: str
) -> None:
    for htmx, path in ((True, item_of(crew)), (False, page_of(crew))):
        answer = owner.post(path, fields, htmx=htmx)
        assert answer.status_code == 422, answer.text
        assert word in answer.text
    assert crew.stored(ITEM) is None


def test_not_applicable_needs_a_reason_and_keeps_what_was_typed(crew: Crew, owner: Visitor) -> None:
    path = f"/assessments/{crew.plant.form}/domains/intelligent-production"
    missing = owner.post(path, one("quality-laboratory", "-", note="见合同"))
    assert missing.status_code == 422
    assert "还需写明原因" in missing.text
    assert 'class="choose-na" checked' in missing.text
    assert "见合同" in missing.text
    given = owner.post(path, one("quality-laboratory", "-", reason="全部委托省计量院"))
    assert given.status_code == 303
    assert crew.stored("quality-laboratory") == ('{"not_applicable":"全部委托省计量院"}', "", 1)


def test_several_options_of_a_multiple_choice_are_stored_in_the_items_order(
    crew: Crew, owner: Visitor
) -> None:
    fields: dict[str, Any] = one("value-added-services", revision=0)
    fields["answer:value-added-services"] = ["service-oriented-manufacturing", "smart-product-services"]
    assert owner.post(item_of(crew, "value-added-services"), fields, htmx=True).status_code == 200
    assert crew.stored("value-added-services") == (
        '{"options":["smart-product-services","service-oriented-manufacturing"]}',
        "",
        1,
    )


def test_a_cleared_answer_redraws_the_item(crew: Crew, owner: Visitor) -> None:
    owner.post(item_of(crew), one(note="三号线"), htmx=True)
    part = owner.post(item_of(crew), one(revision=1, note="三号线", clear="1"), htmx=True)
    assert "答案已清除" in part.text
    assert f'<article class="card item" id="item-{ITEM}"' in part.text
    assert "checked" not in part.text
    assert crew.stored(ITEM) == ("{}", "三号线", 2)


def test_an_implied_answer_is_locked_with_its_reason_and_returns_when_its_cause_goes(
    crew: Crew, owner: Visitor
) -> None:
    crew.save("process-simulation", "no-process-model")
    options = [
        option.id
        for item in crew.plant.catalogue.questionnaire("zj-ladder").items
        if item.id == "process-simulation"
        for option in item.options
    ]
    crew.save("process-simulation", options[2], revision=1)
    part = owner.post(item_of(crew, "process-libraries"), one("process-libraries", "none"), htmx=True).text
    assert 'id="item-process-simulation"' in part
    assert 'hx-swap-oob="true"' in part
    page = owner.get(page_of(crew, "digital-design")).text
    block = page[page.index('id="item-process-simulation"') :]
    block = block[: block.index("</article>")]
    assert "本题由第 32 题" in block
    assert "此前保存的答案保留但不计入" in block
    assert '<fieldset aria-describedby="help-process-simulation" disabled>' in block
    owner.post(item_of(crew, "process-libraries"), one("process-libraries", "none", 1, clear="1"), htmx=True)
    freed = owner.get(item_of(crew, "process-simulation"), htmx=True).text
    assert f'value="{options[2]}" checked' in freed
    assert "disabled" not in freed


def test_the_filter_by_target_hides_items_and_changes_nothing(crew: Crew, owner: Visitor) -> None:
    crew.save("quality-laboratory", not_applicable="全部委托省计量院")
    everything = owner.get(page_of(crew, "intelligent-production")).text
    for_workshop = owner.get(page_of(crew, "intelligent-production") + "?target=dw").text
    assert 'id="item-quality-laboratory"' in everything
    assert 'id="item-quality-laboratory"' not in for_workshop
    assert "题未显示；已保存的答案不受影响" in for_workshop
    assert owner.get(page_of(crew) + "?target=nonsense").status_code == 200
    sent = owner.post(page_of(crew) + "?target=dw", one())
    assert sent.headers["location"].endswith("?stored=1&target=dw")
    assert crew.stored("quality-laboratory") is not None


def test_only_the_items_of_the_production_type_are_asked(crew: Crew, owner: Visitor) -> None:
    page = owner.get(page_of(crew)).text
    assert 'id="item-advanced-equipment-discrete"' in page
    assert 'id="item-advanced-equipment-process"' not in page
    path = item_of(crew, "advanced-equipment-process")
    assert owner.post(path, one("advanced-equipment-process", "plc-dcs"), htmx=True).status_code == 404


def test_for_strangers_no_page_of_the_form_exists(crew: Crew, stranger: Visitor) -> None:
    for path in (f"/assessments/{crew.plant.form}", page_of(crew), item_of(crew)):
        assert stranger.get(path).status_code == 404
    assert stranger.post(item_of(crew), one(), htmx=True).status_code == 404
    assert stranger.post(page_of(crew), one()).status_code == 404
    assert stranger.post(f"/units/{crew.plant.unit_id}/assessments").status_code == 404
    assert crew.stored(ITEM) is None


def test_an_unknown_domain_or_item_is_not_found(crew: Crew, owner: Visitor) -> None:
    assert owner.get(page_of(crew, "no-such-domain")).status_code == 404
    assert owner.get(item_of(crew, "no-such-item")).status_code == 404
    assert owner.get("/assessments/no-such-form").status_code == 404


def test_a_submitted_form_shows_its_receipt_and_takes_no_answers(crew: Crew, owner: Visitor) -> None:
    with crew.plant.database.write(SYSTEM) as session:
        queries.close(session, crew.plant.form, drafts.SUBMITTED)
    for path in (f"/assessments/{crew.plant.form}", page_of(crew)):
        assert owner.get(path).headers["location"] == f"/assessments/{crew.plant.form}/submitted"
    for answer in (owner.post(item_of(crew), one(), htmx=True), owner.post(page_of(crew), one())):
        assert answer.status_code == 409
        assert "已经提交" in answer.text


def test_a_save_by_its_page_takes_at_most_eight_statements(crew: Crew, owner: Visitor) -> None:
    sent = _counted(lambda: owner.post(item_of(crew), one(), htmx=True))
    assert 0 < sent <= 8


def _counted(act: Callable[[], object]) -> int:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(sent)
