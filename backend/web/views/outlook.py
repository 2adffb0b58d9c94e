"""The cheapest way to a level, what nobody can change, and which answers decide: as the page tells them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assessments.loader import Catalogue
from assessments.outcome import Verdict
from assessments.pathway import Pathway, Route
from assessments.schema.common import zh
from assessments.schema.questionnaire import Questionnaire
from assessments.sensitivity import AnswerEffect, Margin, Sensitivity
from assessments.stated import Value
from assessments.steps import Step
from backend.services.ladders import Outlook
from backend.web.language import _
from backend.web.render import plain
from backend.web.views.bounds import bound_words, subject_of
from backend.web.views.ladders import Typed
from backend.web.views.needs import facts_href


@dataclass(frozen=True)
class StepLine:
    """One change, with where to make it: an item of the form or a fact.

    `options` are the options to be reached, in words.
    """

    name: str
    told: str
    options: tuple[str, ...]
    effort: int
    note: str
    href: str


@dataclass(frozen=True)
class RouteView:
    """A set of changes with its effort; `notes` are what several steps have to keep in mind, once each."""

    cost: int
    steps: tuple[StepLine, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class FixedLine:
    """What nobody can change: what, why, and which conditions ask for it."""

    name: str
    value: str
    verdict: Verdict | None
    reason: str
    asked_by: str


@dataclass(frozen=True)
class UnmetLine:
    """A condition that no set of changes meets for certain."""

    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class EffectLine:
    """An answer that alone moves the level."""

    name: str
    change: str
    level: str
    href: str


@dataclass(frozen=True)
class MarginLine:
    """How far a figure is from its bound."""

    name: str
    label: str
    bound: str
    value: str
    margin: str
    verdict: Verdict


@dataclass(frozen=True)
class PathwayPage:
    """Context of ladder_pathway.html. `best`, `rest` None: no such way; `proven` False: no proof in time."""

    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
    questionnaire: str
    title: str
    version: str
    as_of: date
    level: str
    level_id: str
    levels: tuple[tuple[str, str], ...]
    certain: str
    proven: bool
    best: RouteView | None
    alternatives: tuple[RouteView, ...]
    rest: RouteView | None
    unmet: tuple[UnmetLine, ...]
    fixed: tuple[FixedLine, ...]
    efforts: str
    deciding: tuple[EffectLine, ...]
    raising: tuple[EffectLine, ...]
    margins: tuple[MarginLine, ...]
    weakest: tuple[str, ...]
    has_items: bool
    query: str
    values: Mapping[str, str]
    errors: Mapping[str, str]


def pathway_page(
    catalogue: Catalogue, found: Outlook, typed: Typed, errors: Mapping[str, str]
) -> PathwayPage:
    """The page of the way to a level."""
    outcome = found.ladder.outcome
    version = outcome.questionnaire
    ladder = catalogue.ladders[version.ladder]
    names = {"none": zh(ladder.below), **{level.id: zh(level.name) for level in ladder.levels}}
    facts = facts_href(outcome.unit_id, version.key, outcome.instrument.purpose)
    frame = _Frame(catalogue, version, names, facts, outcome.assessment_id)
    pathway = found.pathway
    return PathwayPage(
        unit_id=outcome.unit_id,
        unit_name=outcome.unit_name,
        firm_id=outcome.firm_id,
        firm_name=outcome.firm_name,
        questionnaire=version.id,
        title=zh(version.title),
        version=version.version,
        as_of=outcome.rating.as_of,
        level=names[found.level],
        level_id=found.level,
        levels=tuple((level, names[level]) for level in found.levels),
        certain=_("还没有") if found.sensitivity.certain == "none" else names[found.sensitivity.certain],
        proven=pathway is not None,
        best=_route(frame, pathway.best) if pathway and pathway.best else None,
        alternatives=tuple(_route(frame, route) for route in pathway.alternatives) if pathway else (),
        rest=_route(frame, pathway.rest) if pathway and pathway.rest else None,
        unmet=tuple(UnmetLine(one.name, one.reasons) for one in pathway.unmet) if pathway else (),
        fixed=_fixed(frame, pathway) if pathway else (),
        efforts=pathway.efforts if pathway else "",
        deciding=tuple(_effect(frame, one) for one in found.sensitivity.deciding),
        raising=tuple(_effect(frame, one) for one in found.sensitivity.raising),
        margins=_margins(frame, found.sensitivity.margins),
        weakest=_weakest(frame, found.sensitivity),
        has_items=bool(found.ladder.items),
        query=typed.query(),
        values={**vars(typed), "to": found.level},
        errors=errors,
    )


@dataclass(frozen=True)
class _Frame:
    """What lines are made with: `facts` is the page of the instrument's facts, `form` the open form's id."""

    catalogue: Catalogue
    version: Questionnaire
    levels: Mapping[str, str]
    facts: str
    form: str

    def item_href(self, item: str) -> str:
        """The place of an item in the open form; empty without one."""
        domain = next(
            (each.id for each in self.version.domains if item in {i.id for i in self.version.items_of(each)}),
            "",
        )
        return f"/assessments/{self.form}/domains/{domain}#item-{item}" if self.form and domain else ""

    def options(self, item: str, chosen: Value) -> tuple[str, ...]:
        """The options of an item with their letters and texts."""
        found = next(one for one in self.version.items if one.id == item)
        ids = chosen if isinstance(chosen, tuple) else ()
        return tuple(f"{one.ref} {zh(one.text)}" for one in found.options if one.id in ids)

    def letters(self, item: str, options: Sequence[str]) -> str:
        """The options of an item by their letters; 未作答 for none."""
        found = next(one for one in self.version.items if one.id == item)
        refs = [option.ref for option in found.options if option.id in options]
        return "、".join(refs) or _("未作答")


def _route(frame: _Frame, route: Route) -> RouteView:
    notes = dict.fromkeys(step.note for step in route.steps if step.note)
    shared = tuple(note for note in notes if sum(step.note == note for step in route.steps) > 1)
    steps = tuple(_step(frame, step) for step in route.steps)
    alone = tuple(replace(step, note="") if step.note in shared else step for step in steps)
    return RouteView(route.cost, alone, shared)


def _step(frame: _Frame, step: Step) -> StepLine:
    is_answer = step.kind == "answer"
    href = frame.item_href(step.id) if is_answer else f"{frame.facts}#fact-{step.id}"
    return StepLine(
        name=_named(step.ref or "", step.name),
        told=step.told,
        options=frame.options(step.id, step.after) if is_answer else (),
        effort=step.effort,
        note=step.note or "",
        href=href,
    )


def _named(ref: str, name: str) -> str:
    """An item by its number and name; by its name alone where the source numbers none."""
    return name if ref in ("", name) else f"{ref} {name}"


def _fixed(frame: _Frame, pathway: Pathway) -> tuple[FixedLine, ...]:
    lines = []
    for one in pathway.fixed:
        shown = "" if one.value is None else subject_of(frame.catalogue, one.fact).words(one.value)
        # Titles, counties and classes are told by their condition, not by their ids.
        value = shown if one.fact in {**frame.catalogue.facts, **frame.catalogue.metrics} else ""
        lines.append(FixedLine(one.name, value, one.verdict, one.reason, "、".join(one.asked_by)))
    return tuple(lines)


def _effect(frame: _Frame, effect: AnswerEffect) -> EffectLine:
    before, after = frame.letters(effect.item, effect.before), frame.letters(effect.item, effect.after)
    return EffectLine(
        name=_named(effect.ref, effect.name),
        change=_("{before} → {after}", before=before, after=after),
        level=frame.levels[effect.certain],
        href=frame.item_href(effect.item),
    )


def _margins(frame: _Frame, margins: Sequence[Margin]) -> tuple[MarginLine, ...]:
    """Figures with a measurable distance, the nearest to its bound (as a share of it) first."""
    measured = [one for one in margins if one.margin is not None]
    return tuple(_margin(frame, one) for one in sorted(measured, key=_nearness))


def _nearness(margin: Margin) -> Decimal:
    bound = margin.threshold if isinstance(margin.threshold, Decimal) and margin.threshold else Decimal(1)
    return abs((margin.margin or Decimal(0)) / bound)


def _margin(frame: _Frame, margin: Margin) -> MarginLine:
    subject = subject_of(frame.catalogue, margin.fact, margin.label, margin.unit)
    distance = abs(margin.margin or Decimal(0))
    # A difference of shares is told in points of them, one of dates in days.
    words_of = {"day": "{count} 天", "percent": "{count} 个百分点"}.get(margin.unit)
    far = _(words_of, count=plain(distance)) if words_of else subject.words(distance)
    words = "好于界限 {far}" if (margin.margin or 0) > 0 else "还差 {far}"
    return MarginLine(
        name=margin.name,
        label=margin.label,
        bound=bound_words(subject, margin.comparator, margin.threshold),
        value=subject.words(margin.value),
        margin=_("正在界上") if not margin.margin else _(words, far=far),
        verdict=margin.verdict,
    )


def _weakest(frame: _Frame, found: Sensitivity) -> tuple[str, ...]:
    """After how many falls together the certain level changes, and to which."""
    lines, last = [], found.certain
    for fall in found.weakest:
        if fall.certain != last:
            text = _(
                "影响最大的 {count} 个答案各降一档，确定等级变为“{level}”。",
                count=len(fall.items),
                level=frame.levels[fall.certain],
            )
            lines.append(text)
            last = fall.certain
    return tuple(lines)
