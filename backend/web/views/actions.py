"""The catalogue of actions: counted by domain and rung, or listed for what was chosen."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.questionnaire import Questionnaire
from backend.web.choices import Groups
from backend.web.language import _
from backend.web.views.action_words import FACTS, ROOT, TITLES, ActionWords, LiftLine, Places
from backend.web.views.provider_words import capability_groups

COUNTED = "attainment"
"""Instruments of this method evidence rungs by single answers: their domains are counted by rung."""


@dataclass(frozen=True)
class Chosen:
    """What stands in the address, by the names of the fields; empty for everything."""

    domain: str = ""
    rung: str = ""
    capability: str = ""
    scene: str = ""

    @property
    def values(self) -> Mapping[str, str]:
        """What was chosen, without the fields left open."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class CountCell:
    """So many actions, and where they are listed; no address for none."""

    count: int
    href: str


@dataclass(frozen=True)
class CountRow:
    """A domain: all its actions, and those to each rung."""

    name: str
    all: CountCell
    rungs: tuple[CountCell, ...]


@dataclass(frozen=True)
class CountTable:
    """The domains of an instrument; `rungs` heads the columns and is empty where none are counted."""

    name: str
    rungs: tuple[str, ...]
    rows: tuple[CountRow, ...]


@dataclass(frozen=True)
class ListedAction:
    """An action with those of its lifts that belong where it is listed, and how many others it has."""

    action: ActionWords
    lifts: tuple[LiftLine, ...]
    others: int


@dataclass(frozen=True)
class SubDomainActions:
    """The actions of a sub-domain."""

    name: str
    actions: tuple[ListedAction, ...]


@dataclass(frozen=True)
class DomainActions:
    """The actions of a domain, by sub-domain."""

    id: str
    name: str
    sub_domains: tuple[SubDomainActions, ...]


@dataclass(frozen=True)
class ActionsPage:
    """Context of actions/list.html: counts where nothing is chosen, else the groups of what was found."""

    count: int
    found: int
    domains: Groups
    rungs: Groups
    capabilities: Groups
    scenes: Groups
    values: Mapping[str, str]
    errors: Mapping[str, str]
    tables: tuple[CountTable, ...]
    groups: tuple[DomainActions, ...]


def actions_page(catalogue: Catalogue, chosen: Chosen) -> ActionsPage:
    """The catalogue as chosen; a choice that names nothing is told in `errors`, and nothing is listed."""
    places = Places.of(catalogue)
    actions = [places.words(action) for action in catalogue.actions.values()]
    choices = {
        "domain": _domains(catalogue, actions),
        "rung": _rungs(catalogue, actions),
        "capability": capability_groups(catalogue),
        "scene": _scenes(catalogue),
    }
    errors = _errors(chosen, choices)
    found = [] if errors or not chosen.values else [one for one in actions if _fits(catalogue, one, chosen)]
    return ActionsPage(
        count=len(actions),
        found=len(found),
        domains=choices["domain"],
        rungs=choices["rung"],
        capabilities=choices["capability"],
        scenes=choices["scene"],
        values=chosen.values,
        errors=errors,
        tables=() if chosen.values else tuple(_tables(catalogue, actions)),
        groups=tuple(_grouped(found, chosen)),
    )


def _domains(catalogue: Catalogue, actions: Sequence[ActionWords]) -> Groups:
    """The domains that actions stand under, by instrument; facts and titles last."""
    names = {line.domain: line.domain_name for action in actions for line in action.lifts}
    groups = [
        (zh(one.title), tuple((key, names[key]) for key in _keys(one) if key in names))
        for one in _instruments(catalogue)
    ]
    others = tuple((key, names[key]) for key in (FACTS, TITLES) if key in names)
    return tuple((label, options) for label, options in (*groups, (_("其他"), others)) if options)


def _rungs(catalogue: Catalogue, actions: Sequence[ActionWords]) -> Groups:
    """The rungs that lifted answers evidence, from low to high, by instrument."""
    used = {line.rung for action in actions for line in action.lifts}
    groups = (
        (
            zh(one.title),
            tuple(
                (f"{one.id}:{level.id}", zh(level.name))
                for level in catalogue.ladders[one.ladder].levels
                if f"{one.id}:{level.id}" in used
            ),
        )
        for one in _instruments(catalogue)
    )
    return tuple((label, options) for label, options in groups if options)


def _scenes(catalogue: Catalogue) -> Groups:
    """The national scenes that actions build, by stage."""
    used = {number for action in catalogue.actions.values() for number in action.scenes}
    stages = dict.fromkeys(zh(one.stage) for one in catalogue.scenes.values())
    return tuple(
        (
            stage,
            tuple(
                (str(one.number), f"{one.number} {zh(one.name)}")
                for one in catalogue.scenes.values()
                if zh(one.stage) == stage and one.number in used
            ),
        )
        for stage in stages
    )


def _errors(chosen: Chosen, choices: Mapping[str, Groups]) -> dict[str, str]:
    known = {
        name: {value for _label, group in groups for value, _text in group}
        for name, groups in choices.items()
    }
    return {
        name: _("没有“{typed}”这一项，请从列表中选择。", typed=value[:20])
        for name, value in chosen.values.items()
        if value not in known[name]
    }


def _fits(catalogue: Catalogue, words: ActionWords, chosen: Chosen) -> bool:
    action = catalogue.actions[words.id]
    return (
        any(_belongs(line, chosen) for line in words.lifts)
        and (not chosen.capability or chosen.capability in action.capabilities)
        and (not chosen.scene or chosen.scene in map(str, action.scenes))
    )


def _belongs(line: LiftLine, chosen: Chosen) -> bool:
    return chosen.domain in ("", line.domain) and chosen.rung in ("", line.rung)


def _grouped(found: Sequence[ActionWords], chosen: Chosen) -> Iterator[DomainActions]:
    """The actions under every sub-domain of which they lift something that was chosen."""
    under: dict[tuple[str, str], dict[str, list[ListedAction]]] = {}
    for action in found:
        fitting = [line for line in action.lifts if _belongs(line, chosen)]
        for place in dict.fromkeys((line.domain, line.domain_name, line.sub_domain) for line in fitting):
            lines = tuple(line for line in fitting if (line.domain, line.sub_domain) == (place[0], place[2]))
            listed = ListedAction(action, lines, len(action.lifts) - len(lines))
            under.setdefault(place[:2], {}).setdefault(place[2], []).append(listed)
    for (key, name), subs in under.items():
        yield DomainActions(
            key.replace(":", "-"),
            name,
            tuple(SubDomainActions(sub, tuple(some)) for sub, some in subs.items()),
        )


def _tables(catalogue: Catalogue, actions: Sequence[ActionWords]) -> Iterator[CountTable]:
    counts: Counter[tuple[str, str]] = Counter()
    for action in actions:
        counts.update({(line.domain, "") for line in action.lifts})
        counts.update({(line.domain, line.rung) for line in action.lifts if line.rung})
    for one in _instruments(catalogue):
        levels = catalogue.ladders[one.ladder].levels if one.method == COUNTED else ()
        rungs = {f"{one.id}:{level.id}": zh(level.name) for level in levels}
        names = {f"{one.id}:{domain.id}": f"{domain.ref} {zh(domain.name)}" for domain in one.domains}
        rows = [_row(key, name, rungs, counts) for key, name in names.items() if counts[key, ""]]
        if rows:
            yield CountTable(zh(one.title), tuple(rungs.values()), tuple(rows))
    others = {FACTS: _("企业数据（收入、研发投入、人员等）"), TITLES: _("称号")}
    rows = [_row(key, name, {}, counts) for key, name in others.items() if counts[key, ""]]
    if rows:
        yield CountTable(_("不是题目的条件"), (), tuple(rows))


def _row(key: str, name: str, rungs: Mapping[str, str], counts: Counter[tuple[str, str]]) -> CountRow:
    return CountRow(
        name=name,
        all=_cell(counts[key, ""], {"domain": key}),
        rungs=tuple(_cell(counts[key, rung], {"domain": key, "rung": rung}) for rung in rungs),
    )


def _cell(count: int, query: Mapping[str, str]) -> CountCell:
    return CountCell(count, f"{ROOT}?{urlencode(query)}" if count else "")


def _instruments(catalogue: Catalogue) -> list[Questionnaire]:
    """The newest version of every instrument, those that evidence rungs first."""
    names = dict.fromkeys(one.id for one in catalogue.questionnaires.values())
    return sorted(map(catalogue.questionnaire, names), key=lambda one: one.method != COUNTED)


def _keys(questionnaire: Questionnaire) -> list[str]:
    return [f"{questionnaire.id}:{domain.id}" for domain in questionnaire.domains]
