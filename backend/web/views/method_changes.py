"""What changed between two versions of an instrument, or of a call: one list, by the part of the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.condition_words import names_of
from assessments.key_names import KEY_NAMES
from assessments.loader import Catalogue
from assessments.schema.common import Status, zh
from assessments.schema.ladder import Call
from assessments.schema.questionnaire import Questionnaire
from assessments.version_diff import Difference, differences
from backend.services.errors import InvalidInputError, NotFoundError
from backend.web.language import _
from backend.web.views.citing import cite
from backend.web.views.method_common import STATUSES, overview
from backend.web.views.method_instrument import METHODS

Version = Questionnaire | Call
KINDS: Mapping[str, str] = {"rules": "规则", "wording": "文字", "period": "期限"}


@dataclass(frozen=True)
class DifferenceLine:
    """One change: of what, and both sides; an empty side was or is not there."""

    what: str
    old: str
    new: str
    kind: str
    kind_words: str


@dataclass(frozen=True)
class DifferencePlace:
    """The changes of one condition, item or other entry; without a name, of the part as a whole."""

    name: str
    lines: tuple[DifferenceLine, ...]


@dataclass(frozen=True)
class DifferenceArea:
    """The changes of one part of the file, place by place."""

    id: str
    name: str
    count: int
    places: tuple[DifferencePlace, ...]


@dataclass(frozen=True)
class Side:
    """One of the two versions."""

    version: str
    title: str
    href: str
    status: str


@dataclass(frozen=True)
class VersionChoice:
    """A version that can be chosen."""

    version: str
    words: str
    is_old: bool
    is_new: bool


@dataclass(frozen=True)
class ChangesPage:
    """Context of method/version_changes.html; `rules` counts the changes that can move a result.

    `is_only`: there is one version, and nothing to compare.
    """

    name: str
    address: str
    is_only: bool
    old: Side
    new: Side
    choices: tuple[VersionChoice, ...]
    areas: tuple[DifferenceArea, ...]
    count: int
    rules: int
    reversed_href: str


def changes_page(catalogue: Catalogue, name: str, old: str, new: str) -> ChangesPage:
    """The differences between two versions; without them, between the last two.

    Raises NotFoundError for what nothing is called, InvalidInputError for one version twice.
    """
    versions = _versions(catalogue, name)
    before, after = _chosen(versions, old, new)
    found = differences(before, after, names_of(catalogue, before, after))
    return ChangesPage(
        name=zh(catalogue.ladders[after.ladder].name),
        address=f"/method/{name}/changes",
        is_only=len(versions) == 1,
        old=_side(before),
        new=_side(after),
        choices=tuple(_choice(version, before, after) for version in versions),
        areas=_areas(catalogue, found),
        count=len(found),
        rules=sum(one.kind != "wording" for one in found),
        reversed_href=f"/method/{name}/changes?from={after.version}&to={before.version}",
    )


def _versions(catalogue: Catalogue, name: str) -> tuple[Version, ...]:
    """All versions of an instrument or of a call, oldest first."""
    known: list[Version] = [*catalogue.questionnaires.values(), *catalogue.calls.values()]
    found = sorted((one for one in known if one.id == name), key=lambda one: one.version)
    if not found:
        raise NotFoundError(_("没有找到这个评价工具。请从“评价方法”的目录重新进入。"))
    return tuple(found)


def _chosen(versions: Sequence[Version], old: str, new: str) -> tuple[Version, Version]:
    """The two versions asked for, the last two for none; of one version alone twice the same."""
    by_name = {one.version: one for one in versions}
    before, after = old or versions[-2:][0].version, new or versions[-1].version
    for asked in (before, after):
        if asked not in by_name:
            message = _("没有“{asked}”这个版本，现有：{known}。", asked=asked[:40], known="、".join(by_name))
            raise NotFoundError(message)
    if before == after and len(versions) > 1:
        message = _("两次选的都是 {version} 版，请选两个不同的版本再比较。", version=before)
        raise InvalidInputError({"to": message})
    return by_name[before], by_name[after]


def _side(version: Version) -> Side:
    href = overview(version) if isinstance(version, Questionnaire) else f"/method/calls/{version.key}"
    draft = _(STATUSES[version.status]) if version.status is Status.DRAFT else ""
    return Side(version.version, zh(version.title), href, draft)


def _choice(version: Version, before: Version, after: Version) -> VersionChoice:
    words = _("{version} 版", version=version.version)
    return VersionChoice(version.version, words, version is before, version is after)


def _areas(catalogue: Catalogue, found: Sequence[Difference]) -> tuple[DifferenceArea, ...]:
    """The changes under one heading each, headings in the order in which they come up first."""
    areas: dict[str, list[Difference]] = {}
    for one in found:
        areas.setdefault(one.area, []).append(one)
    return tuple(
        DifferenceArea(f"area-{place}", _(name), len(inside), _places(catalogue, inside))
        for place, (name, inside) in enumerate(areas.items(), 1)
    )


def _places(catalogue: Catalogue, found: Sequence[Difference]) -> tuple[DifferencePlace, ...]:
    """The changes of each place, what decides before what it rests on; whole comings and goings first."""
    places: dict[str, list[Difference]] = {}
    for one in sorted(found, key=lambda one: one.place != ""):
        places.setdefault(one.place, []).append(one)
    return tuple(
        DifferencePlace(
            name, tuple(_line(catalogue, one) for one in sorted(inside, key=lambda one: _weight(one.what)))
        )
        for name, inside in places.items()
    )


def _weight(what: str) -> int:
    """The place of a change among those of one entry: the rule, then the words, then what it rests on."""
    return {KEY_NAMES["when"]: 0, KEY_NAMES["citation"]: 2, KEY_NAMES["provenance"]: 3}.get(what, 1)


def _line(catalogue: Catalogue, one: Difference) -> DifferenceLine:
    old, new = (_readable(catalogue, one.what, side or "") for side in (one.old, one.new))
    return DifferenceLine(one.what, old, new, one.kind, _(KINDS[one.kind]))


def _readable(catalogue: Catalogue, what: str, told: str) -> str:
    """A citation or document by its name, a method in words; everything else as it is told."""
    if what == KEY_NAMES["citation"] and "#" in told:
        return cite(catalogue, told).label
    if what == KEY_NAMES["policy"] and told in catalogue.policies:
        return zh(catalogue.policies[told].title)
    return _(METHODS.get(told, told)) if what == KEY_NAMES["method"] else told
