"""Service providers as officials see them: the province's queue, one under review, those serving an area."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.loader import Catalogue
from backend.services.areas import Area
from backend.services.providers.directory import Entry
from backend.services.providers.review import REASONED, AreaProviders, UnderReview
from backend.services.providers.states import ACTS, LISTED, STATES, SUBMITTED, SUSPENDED
from backend.web.language import _
from backend.web.views.provider_words import ActLine, ProviderWords, act_lines, provider_words

EFFECTS: Mapping[str, str] = {
    "list": "列入后在公开名录展示，现有的能力、范围和案例一并确认。",
    "return": "退回后由服务商修改，再次提交；理由会显示给服务商。",
    "confirm": "确认后，新增内容在名录展示并参与匹配。",
    "decline": "不予确认的新增内容会从服务商的资料中去掉，已确认的不受影响；理由会显示给服务商。",
    "suspend": "暂停后立即从名录中隐去，不再参与匹配；理由会显示给服务商。",
    "restore": "恢复后立即在名录展示。",
}
DONE: Mapping[str, str] = {
    "list": "已列入名录。",
    "return": "已退回修改。",
    "confirm": "新增内容已确认。",
    "decline": "新增内容未予确认，已去掉。",
    "suspend": "已暂停展示。",
    "restore": "已恢复展示。",
}


@dataclass(frozen=True)
class ProviderRow:
    """A provider in a list of an area; `href` leads to its review, or to the public page."""

    provider: ProviderWords
    href: str


@dataclass(frozen=True)
class AreaProvidersPage:
    """Context of area_providers/list.html."""

    area: Area
    may_review: bool
    waiting: tuple[ProviderRow, ...]
    additions: tuple[ProviderRow, ...]
    suspended: tuple[ProviderRow, ...]
    listed: tuple[ProviderRow, ...]
    counts: tuple[tuple[str, int, str], ...]
    first_href: str
    next_href: str
    done: str


@dataclass(frozen=True)
class ActChoice:
    """An act that an official may choose."""

    id: str
    label: str
    effect: str
    needs_reason: bool


@dataclass(frozen=True)
class ReviewPage:
    """Context of area_providers/one.html."""

    area: Area
    provider: ProviderWords
    acts: tuple[ActLine, ...]
    people: str
    may: tuple[ActChoice, ...]
    here: str
    values: Mapping[str, str]
    errors: Mapping[str, str]


def area_providers_page(
    catalogue: Catalogue, found: AreaProviders, after: str, done: str
) -> AreaProvidersPage:
    """The providers of an area."""
    here = f"/regions/{found.area.code}/providers"
    root = here if found.may_review else "/providers"

    def rows(entries: Iterable[Entry]) -> tuple[ProviderRow, ...]:
        words = (provider_words(catalogue, entry) for entry in entries)
        return tuple(ProviderRow(one, f"{root}/{one.entry.provider.id}") for one in words)

    counts = ((SUBMITTED, "#waiting"), (LISTED, "#listed"), (SUSPENDED, "#suspended"))
    return AreaProvidersPage(
        area=found.area,
        may_review=found.may_review,
        waiting=rows(found.waiting),
        additions=rows(found.additions),
        suspended=rows(found.suspended),
        listed=rows(found.listed),
        counts=tuple((_(STATES[state]), found.counts.get(state, 0), href) for state, href in counts),
        first_href=here if after else "",
        next_href=f"{here}?after={found.next}" if found.next else "",
        done=_(DONE[done]) if done else "",
    )


def review_page(
    catalogue: Catalogue,
    found: UnderReview,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> ReviewPage:
    """One provider under review; `values` and `errors` of a refused form."""
    return ReviewPage(
        area=found.area,
        provider=provider_words(catalogue, found.entry),
        acts=act_lines(found.acts),
        people="、".join(found.people),
        may=tuple(ActChoice(act, _(ACTS[act]), _(EFFECTS[act]), act in REASONED) for act in found.may),
        here=f"/regions/{found.area.code}/providers/{found.entry.provider.id}",
        values=values or {},
        errors=errors or {},
    )
