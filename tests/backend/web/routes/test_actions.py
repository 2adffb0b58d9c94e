"""The catalogue of actions: public, complete, filtered by the address, and each lift leads to its item."""

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend.web.views.action_words import Places
from backend.web.views.actions import Chosen, actions_page
from tests.backend.web.reading import read, words

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SHARED = "network-security-isolated-firewall"
"""It lifts an item of each of two domains."""
REFUSED, MISSING = 422, 404


def _listed(page: str) -> list[str]:
    return re.findall(r'<a href="/actions/([a-z0-9-]+)"', page)


def test_the_method_pages_lead_to_the_actions_of_each_item(
    client: "TestClient", catalogue: Catalogue
) -> None:
    assert f"提升举措（{len(catalogue.actions)} 条）" in words(read(client, "/method"))

    page = read(client, "/method/zj-ladder/domains/system-assurance")
    item = page[page.index('id="item-network-security"') : page.index('id="item-digital-organisation"')]

    assert _listed(item) == [
        SHARED,
        "network-security-tiered-level-two",
        "network-security-redundant-level-three",
        "network-security-drilled-and-audited",
    ]


def test_the_counts_lead_to_as_many_actions(client: "TestClient", catalogue: Catalogue) -> None:
    counted = re.findall(r'<a href="(/actions\?[^"]+)">(\d+)</a>', read(client, "/actions"))
    address, count = next(one for one in counted if "infrastructure" in one[0])

    assert len(set(_listed(read(client, html.unescape(address))))) == int(count)
    every = actions_page(catalogue, Chosen())
    assert every.count == len(catalogue.actions)
    domains = [value for _label, group in every.domains for value, _name in group]
    found = {
        listed.action.id
        for domain in domains
        for group in actions_page(catalogue, Chosen(domain=domain)).groups
        for sub in group.sub_domains
        for listed in sub.actions
    }
    assert found == set(catalogue.actions)


def test_an_action_of_two_domains_stands_under_both(catalogue: Catalogue) -> None:
    for domain in ("system-assurance", "intelligent-production"):
        (group,) = actions_page(catalogue, Chosen(domain=f"zj-ladder:{domain}", rung="zj-ladder:dw")).groups
        (listed,) = [one for sub in group.sub_domains for one in sub.actions if one.action.id == SHARED]
        assert len(listed.lifts) == listed.others == 1


@pytest.mark.parametrize(
    ("chosen", "fits"),
    [
        (Chosen(capability="aps"), "capabilities"),
        (Chosen(scene="20"), "scenes"),
    ],
)
def test_a_filter_keeps_what_it_names(catalogue: Catalogue, chosen: Chosen, fits: str) -> None:
    page = actions_page(catalogue, chosen)
    wanted = {*chosen.values.values(), *map(int, filter(str.isdigit, chosen.values.values()))}
    kept = {one.id for one in catalogue.actions.values() if wanted & set(getattr(one, fits))}

    assert page.found == len(kept) > 0
    assert kept == {
        one.action.id for group in page.groups for sub in group.sub_domains for one in sub.actions
    }


def test_nothing_found_says_what_to_do(client: "TestClient") -> None:
    page = words(read(client, "/actions?domain=zj-ladder:system-assurance&scene=40"))

    assert "没有同时符合这些条件的举措" in page


def test_a_choice_that_names_nothing_is_told(client: "TestClient") -> None:
    answer = client.get(f"/actions?domain={quote('天书')}&scene=999")

    assert answer.status_code == REFUSED
    assert "没有“天书”这一项" in words(answer.text)
    assert "没有“999”这一项" in words(answer.text)
    assert not _listed(answer.text)


def test_an_action_tells_what_it_takes_and_what_comes_first(
    client: "TestClient", catalogue: Catalogue
) -> None:
    action = catalogue.actions["security-protection-system-rules-and-protection-small"]
    page = read(client, f"/actions/{action.id}")
    text = words(page)

    assert zh(action.done) in text
    assert zh(action.evidence) in text
    assert "小型、微型" in text
    assert zh(catalogue.efforts.text) in text
    assert f'href="/actions/{SHARED}"' in page
    assert 'href="/actions/security-protection-system-rules-and-protection"' in page
    assert 'href="/providers?capability=security"' in page


def test_every_lift_of_every_action_leads_to_its_item(client: "TestClient", catalogue: Catalogue) -> None:
    places = Places.of(catalogue)
    hrefs = {
        line.href for action in catalogue.actions.values() for line in places.words(action).lifts if line.href
    }
    pages = {address: read(client, address) for address in {href.partition("#")[0] for href in hrefs}}

    assert len(pages) > 1
    assert [
        href for href in hrefs if f'id="{href.partition("#")[2]}"' not in pages[href.partition("#")[0]]
    ] == []


def test_an_unknown_action_is_not_found(client: "TestClient") -> None:
    answer = client.get("/actions/nothing-of-the-kind")

    assert answer.status_code == MISSING
    assert "没有举措“nothing-of-the-kind”" in words(answer.text)
