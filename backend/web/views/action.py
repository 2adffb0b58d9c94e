"""One action: what is done, for whom, what comes first, what can be shown afterwards, and what it lifts."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.schema.action import Action
from assessments.schema.common import zh
from backend.web.language import _
from backend.web.views.action_words import ROOT, ActionWords, Places
from backend.web.views.citing import Cited, cite
from backend.web.views.method_common import Entry
from backend.web.views.provider_words import KINDS


@dataclass(frozen=True)
class CapabilityLine:
    """What somebody who helps must be able to do, and where such providers and other such actions stand."""

    name: str
    kind: str
    text: str
    providers: str
    actions: str


@dataclass(frozen=True)
class SceneLine:
    """A national scene that the action builds."""

    name: str
    href: str


@dataclass(frozen=True)
class ActionPage:
    """Context of actions/one.html; `variants` lift the same answers for other firms."""

    words: ActionWords
    has_rungs: bool
    done: str
    evidence: str
    legend: str
    option_step: str
    before: tuple[ActionWords, ...]
    after: tuple[ActionWords, ...]
    variants: tuple[ActionWords, ...]
    capabilities: tuple[CapabilityLine, ...]
    scenes: tuple[SceneLine, ...]
    scenes_cited: Cited | None
    listed: Entry


def action_page(catalogue: Catalogue, action: Action) -> ActionPage:
    """Everything that the catalogue says about an action."""
    places = Places.of(catalogue)
    words = places.words(action)
    efforts = catalogue.efforts
    first = words.lifts[0]
    return ActionPage(
        words=words,
        has_rungs=any(line.rung for line in words.lifts),
        done=zh(action.done),
        evidence=zh(action.evidence),
        legend=zh(efforts.text),
        option_step=str(efforts.option_step),
        before=_told(places, (catalogue.actions[name] for name in action.needs)),
        after=_told(places, (one for one in catalogue.actions.values() if action.id in one.needs)),
        variants=_told(places, _variants(catalogue, action)),
        capabilities=tuple(_capability(catalogue, name) for name in action.capabilities),
        scenes=tuple(_scene(catalogue, number) for number in action.scenes),
        scenes_cited=cite(catalogue, catalogue.scenes_citation) if action.scenes else None,
        listed=Entry(first.domain_name, f"{ROOT}?domain={first.domain}", ""),
    )


def _told(places: Places, actions: Iterable[Action]) -> tuple[ActionWords, ...]:
    return tuple(places.words(one) for one in actions)


def _variants(catalogue: Catalogue, action: Action) -> list[Action]:
    own = set(action.lifts)
    return [one for one in catalogue.actions.values() if one.id != action.id and own & set(one.lifts)]


def _capability(catalogue: Catalogue, name: str) -> CapabilityLine:
    capability = catalogue.capabilities[name]
    return CapabilityLine(
        zh(capability.name),
        _(KINDS[capability.kind]),
        zh(capability.text),
        f"/providers?capability={name}",
        f"{ROOT}?capability={name}",
    )


def _scene(catalogue: Catalogue, number: int) -> SceneLine:
    scene = catalogue.scenes[number]
    return SceneLine(
        _("{number} {stage}：{name}", number=number, stage=zh(scene.stage), name=zh(scene.name)),
        f"{ROOT}?scene={number}",
    )
