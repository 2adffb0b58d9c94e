"""The actions that ship: every firm finds what lifts each of its answers, and no text serves two actions."""

import re
from collections import Counter
from itertools import chain, product

import pytest

from assessments.action_book import SuitedActions, UnitKind
from assessments.loader import Catalogue
from assessments.schema.action import Action, ItemLift
from assessments.schema.common import ProductionType, Text, zh
from assessments.schema.questionnaire import Item, Option

QUESTIONNAIRES = ("zj-ladder@2026-04", "sme-digital@2024")
SIZES = ("large", "medium", "small", "micro", "")
LONGEST_TITLE = 24
SHORTEST_SENTENCE = 12
"""From so many characters on a sentence says something; used twice, it would fit another action unchanged."""


def _kinds(catalogue: Catalogue) -> list[UnitKind]:
    """Every kind of unit that the scopes tell apart, and those of which size or industry are unknown."""
    scopes = {action.scope.industries for action in catalogue.actions.values()} - {()}
    codes = sorted({code for scope in scopes for code in scope})
    alike = {tuple(code.startswith(scope) for scope in sorted(scopes)): code for code in codes}
    return [UnitKind(*one) for one in product(ProductionType, SIZES, [None, *alike.values()])]


def _told(kind: UnitKind) -> str:
    return f"{kind.production.value}、{kind.size or '规模未知'}、{kind.industry or '行业未知'}"


def _options(item: Item, production: ProductionType) -> list[Option]:
    """The options that something must lift to: all above the lowest, of several choices each with points."""
    asked = [one for one in item.options if one.production in ("all", production)]
    return asked[1:] if item.type == "single" else [one for one in asked if one.points > 0]


def _asked(catalogue: Catalogue, questionnaire: str, production: ProductionType) -> list[Item]:
    items = catalogue.questionnaires[questionnaire].items
    return [one for one in items if one.type != "derived" and one.production in ("all", production)]


def _lifted(catalogue: Catalogue) -> set[tuple[str, str, str]]:
    return {
        (lift.questionnaire, lift.item, option)
        for action in catalogue.actions.values()
        for lift in action.lifts
        if isinstance(lift, ItemLift)
        for option in lift.to
    }


def _sentences(text: Text) -> list[str]:
    parts = re.split("[。；！？\n]", zh(text))
    return [part.strip() for part in parts if len(part.strip()) >= SHORTEST_SENTENCE]


@pytest.mark.parametrize("questionnaire", QUESTIONNAIRES)
def test_every_firm_finds_what_lifts_each_of_its_answers(catalogue: Catalogue, questionnaire: str) -> None:
    missing = {
        f"{item.id} {option.id}（{_told(kind)}）"
        for kind in _kinds(catalogue)
        for suited in [SuitedActions.of(catalogue.actions, kind)]
        for item in _asked(catalogue, questionnaire, kind.production)
        for option in _options(item, kind.production)
        if not suited.covers(questionnaire.partition("@")[0], item.id, option.id)
    }
    assert missing == set()


def test_the_lowest_answer_is_lifted_to_by_nothing(catalogue: Catalogue) -> None:
    lifted = _lifted(catalogue)
    wrong = [
        f"{name} {item.id} {item.options[0].id}"
        for name in QUESTIONNAIRES
        for item in catalogue.questionnaires[name].items
        if item.type == "single" and (name.partition("@")[0], item.id, item.options[0].id) in lifted
    ]
    assert wrong == []


def test_every_sub_domain_has_an_action_to_each_rung_that_its_answers_show(catalogue: Catalogue) -> None:
    questionnaire = catalogue.questionnaires["zj-ladder@2026-04"]
    lifted = _lifted(catalogue)
    shown, reached = set[tuple[str, str]](), set[tuple[str, str]]()
    for item in questionnaire.items:
        levels = {option.id: option.level for option in item.options if option.level != "none"}
        shown |= {(item.sub_domain, level) for level in levels.values()}
        reached |= {
            (item.sub_domain, level)
            for option, level in levels.items()
            if ("zj-ladder", item.id, option) in lifted
        }
    assert shown
    assert shown - reached == set()


@pytest.mark.parametrize("field", ["done", "evidence"])
def test_no_two_actions_share_a_sentence(catalogue: Catalogue, field: str) -> None:
    texts: list[Text] = [getattr(action, field) for action in catalogue.actions.values()]
    seen = Counter(chain.from_iterable(_sentences(text) for text in texts))
    assert [sentence for sentence, times in seen.items() if times > 1] == []
    assert max(Counter(map(zh, texts)).values()) == 1


def test_what_can_be_shown_afterwards_is_not_what_was_done(catalogue: Catalogue) -> None:
    repeated = [
        action.id
        for action in catalogue.actions.values()
        if set(_sentences(action.done)) & set(_sentences(action.evidence))
    ]
    assert repeated == []


def test_an_action_does_not_merely_repeat_the_answer(catalogue: Catalogue) -> None:
    questionnaires = [catalogue.questionnaires[name] for name in QUESTIONNAIRES]
    answers = {
        sentence
        for questionnaire in questionnaires
        for item in questionnaire.items
        for text in (item.evidence, *(option.text for option in item.options))
        for sentence in _sentences(text)
    }
    repeated = [
        f"{action.id}：{sentence}"
        for action in catalogue.actions.values()
        for sentence in (*_sentences(action.done), *_sentences(action.evidence))
        if sentence in answers
    ]
    assert repeated == []


def test_a_title_fits_a_line(catalogue: Catalogue) -> None:
    long = [one.id for one in catalogue.actions.values() if len(zh(one.title)) > LONGEST_TITLE]
    assert long == []
    titles = Counter(zh(one.title) for one in catalogue.actions.values())
    assert [title for title, times in titles.items() if times > 1] == []


def test_the_lower_step_of_an_item_comes_first(catalogue: Catalogue) -> None:
    """An action that lifts an answer waits for what lifts the answer below it, in every scope it meets."""
    late = [
        f"{action.id} 未以 {before.id} 为前置"
        for kind in _kinds(catalogue)
        for suited in [SuitedActions.of(catalogue.actions, kind)]
        for action in suited.actions.values()
        for before in _one_step_below(catalogue, suited, action, kind.production)
        if before.id != action.id and before.id not in action.needs
    ]
    assert sorted(set(late)) == []


def _one_step_below(
    catalogue: Catalogue, suited: SuitedActions, action: Action, production: ProductionType
) -> list[Action]:
    found: list[Action] = []
    items = {one.id: one for one in _asked(catalogue, "zj-ladder@2026-04", production)}
    for lift in suited.lifted(action, "zj-ladder"):
        item = items.get(lift.item)
        if item is None or item.type != "single":
            continue
        ids = [one.id for one in item.options if one.production in ("all", production)]
        for option in lift.to:
            place = ids.index(option) if option in ids else 0
            found += suited.lifting("zj-ladder", lift.item, ids[max(place - 1, 0) : place])
    return found
