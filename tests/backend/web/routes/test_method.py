"""The method pages: public, and complete – every definition that scores is on one of them."""

import html
import re
from typing import TYPE_CHECKING

import pytest

from assessments.loader import Catalogue
from assessments.schema.common import Period, zh
from backend.web.views.method_call import call_page
from backend.web.views.method_common import period_words
from tests.backend.web.reading import read, words

if TYPE_CHECKING:
    from starlette.testclient import TestClient

LADDER = "/method/zj-ladder"


def test_the_list_leads_to_every_definition(client: "TestClient", catalogue: Catalogue) -> None:
    page = read(client, "/method")

    for questionnaire in catalogue.questionnaires.values():
        assert f'href="/method/{questionnaire.id}?version={questionnaire.version}"' in page
    for key in catalogue.calls:
        assert f'href="/method/calls/{key}"' in page
    for policy in catalogue.policies:
        assert f'href="/method/policies/{policy}"' in page


def test_the_overview_counts_what_is_mandatory(client: "TestClient") -> None:
    overview = read(client, LADDER)
    page = words(overview)

    assert (
        ">".join(("离散型</th", *(f'<td class="number">{n}</td' for n in (100, 58, 69, 77, 500)))) in overview
    )
    assert (
        ">".join(("流程型</th", *(f'<td class="number">{n}</td' for n in (97, 55, 66, 74, 485)))) in overview
    )
    assert "100%" in page
    assert "本站推导" in page


def test_every_item_option_and_implication_is_on_its_page(client: "TestClient", catalogue: Catalogue) -> None:
    questionnaire = catalogue.questionnaire("zj-ladder")
    overview = words(read(client, LADDER))
    pages = {d.id: words(read(client, f"{LADDER}/domains/{d.id}")) for d in questionnaire.domains}

    for domain in questionnaire.domains:
        items = questionnaire.items_of(domain)
        assert items
        for item in items:
            texts = [item.name, item.question, item.help, item.evidence, *(o.text for o in item.options)]
            assert all(zh(text) in pages[domain.id] for text in texts), item.ref
    for implication in questionnaire.implications:
        assert zh(implication.reason) in overview


def test_an_option_shows_its_points_and_the_rung_it_evidences(client: "TestClient") -> None:
    page = words(read(client, f"{LADDER}/domains/technology-support"))

    assert re.search(r"E 在 D 的基础上，应用覆盖产品全生命周期和企业运营全过程。 ?4 ?未来工厂", page)


def test_one_goes_from_domain_to_domain(client: "TestClient", catalogue: Catalogue) -> None:
    address = "/method/zj-ladder/domains/technology-support"
    visited = []
    while address:
        visited.append(address.split("?", maxsplit=1)[0].rsplit("/", 1)[-1])
        following = re.search(r'rel="next" href="([^"]+)"', read(client, address))
        address = html.unescape(following[1]) if following else ""

    assert visited == [domain.id for domain in catalogue.questionnaire("zj-ladder").domains]


def test_a_call_shows_every_condition_with_its_clause(client: "TestClient", catalogue: Catalogue) -> None:
    for key, call in catalogue.calls.items():
        page = words(read(client, f"/method/calls/{key}"))
        for gate in call.gates:
            _policy, clause = catalogue.clause(gate.citation)
            assert zh(gate.text) in page
            assert zh(clause.text) in page


def test_a_rule_is_told_with_its_figures(catalogue: Catalogue) -> None:
    gates = {gate.id: gate for gate in call_page(catalogue, catalogue.calls["zj-ladder-call@2025"]).gates}
    investment = gates["dw-investment"].condition
    conduct = gates["no-violation"]

    assert investment.text == "以下任一条满足："
    assert investment.parts[0].parts[0].text == "所在县（市、区）属于山区海岛县（含调出县）（28 个）"
    assert investment.parts[1].text == (
        "项目建成日期之前 5 年内，项目软硬件投入（台账合计）：2,000 万元以上（含 2,000 万元）"
    )
    assert conduct.vouchers == ("无违法违规及重大事故年限：只认现场核验、官方平台、名单导入",)
    assert gates["ff-investment"].condition.text.endswith("须达到原文规定的数字（原文数字未能读到）")
    assert gates["dw-built"].in_principle


def test_a_policy_shows_source_and_clauses(client: "TestClient", catalogue: Catalogue) -> None:
    for policy in catalogue.policies.values():
        page = read(client, f"/method/policies/{policy.id}")
        assert policy.source in html.unescape(page)
        for clause in policy.clauses:
            assert f'id="{clause.id}"' in page


def test_every_link_of_the_method_pages_leads_somewhere(client: "TestClient") -> None:
    waiting, seen, anchors = ["/method"], set(), set()
    ids: dict[str, set[str]] = {}
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        page = read(client, address)
        ids[address] = set(re.findall(r'id="([^"]+)"', page))
        anchors |= {(address, anchor) for anchor in re.findall(r'href="#([^"]+)"', page)}
        for link in map(html.unescape, re.findall(r'href="(/method[^"]*)"', page)):
            target, _, anchor = link.partition("#")
            waiting.append(target)
            if anchor:
                anchors.add((target, anchor))

    assert len(seen) > 100
    assert anchors
    assert [(target, anchor) for target, anchor in anchors if anchor not in ids[target]] == []


@pytest.mark.parametrize(
    "address",
    [
        "/method/nothing",
        "/method/zj-ladder?version=1999",
        "/method/zj-ladder/domains/nothing",
        "/method/srdi-sme/domains/specialised?version=2026",
        "/method/calls/nothing",
        "/method/policies/nothing",
        "/method/nothing/changes",
    ],
)
def test_what_does_not_exist_is_404_and_says_where_to_go(client: "TestClient", address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert "现有：" in answer.text or "请从“评价方法”的目录重新进入" in answer.text


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ({}, "未规定"),
        ({"start": "unknown"}, "起始日期未读到"),
        ({"start": "2025-01-01"}, "2025年1月1日起"),
        ({"start": "2025-01-01", "end": "2025-12-31"}, "2025年1月1日起，至2025年12月31日"),
        ({"start": "2025-01-01", "end": "unknown"}, "2025年1月1日起，截止日期未读到"),
    ],
)
def test_periods_say_what_is_unknown(period: dict[str, str], told: str) -> None:
    assert period_words(Period.model_validate(period)) == told
