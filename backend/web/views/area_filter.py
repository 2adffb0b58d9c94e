"""The filters of an area's page as a form, and those that are set as links that clear them."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend.services.area_view import QUESTIONNAIRE, SCALES, SIZES, View, divisions, groups, lists
from backend.web.choices import Groups
from backend.web.language import _
from backend.web.views.area_address import address, filter_words, query_of


@dataclass(frozen=True)
class FilterField:
    """One select of the form; `blank` is what its empty choice is called."""

    name: str
    label: str
    options: Groups
    blank: str


@dataclass(frozen=True)
class Chip:
    """A filter that is set, with the address of the page without it."""

    words: str
    href: str


@dataclass(frozen=True)
class FilterForm:
    """The form: `values` by field, `kept` travels along unseen; `is_open` where anything is set."""

    action: str
    fields: tuple[FilterField, ...]
    values: Mapping[str, str]
    kept: tuple[tuple[str, str], ...]
    chips: tuple[Chip, ...]
    clear_href: str
    latest_day: str


def filter_form(
    catalogue: Catalogue, view: View, questionnaires: frozenset[str], today: str, kept: Mapping[str, str]
) -> FilterForm:
    """The form of a page; `kept` are further fields of its address that a change of filters keeps."""
    path = f"/regions/{view.area.code}"
    more = {name: value for name, value in kept.items() if value}
    return FilterForm(
        action=path,
        fields=tuple(_fields(catalogue, view, questionnaires)),
        values={**query_of(view.wanted), "questionnaire": view.questionnaire, "day": view.day.isoformat()},
        kept=tuple(more.items()),
        chips=tuple(
            Chip(words, address(path, view.wanted, **{**more, name: ""}))
            for name, words in filter_words(catalogue, view)
        ),
        clear_href=path,
        latest_day=today,
    )


def _fields(catalogue: Catalogue, view: View, questionnaires: frozenset[str]) -> list[FilterField]:
    everything = _("不限")
    fields = [
        FilterField("questionnaire", _("评价"), _questionnaires(catalogue, view, questionnaires), ""),
        FilterField("cluster", _("产业集群"), _named(catalogue.clusters), everything),
        FilterField(
            "division",
            _("行业大类"),
            (("", tuple((code, f"{code} {name}") for code, name in divisions(catalogue).items())),),
            everything,
        ),
        FilterField("size", _("企业规模"), _plain(SIZES), everything),
        FilterField("scale", _("规上规下"), _plain(SCALES), everything),
    ]
    if view.area.is_county:
        return fields
    grouped: Groups = (
        (_("按日期取现行名单"), tuple(groups(catalogue, view.day).items())),
        (_("历次名单"), tuple(lists(catalogue, view.day).items())),
    )
    places = [
        FilterField("group", _("区域分组"), tuple(one for one in grouped if one[1]), everything),
        FilterField("chain", _("产业链"), _named(catalogue.chains), everything),
    ]
    return [*fields[:1], *places, *fields[1:]]


def _questionnaires(catalogue: Catalogue, view: View, submitted: frozenset[str]) -> Groups:
    """The ladder that pages follow first, then what was submitted, in the catalogue's order."""
    shown = {QUESTIONNAIRE, view.questionnaire, *submitted}
    names = {one.id: zh(catalogue.questionnaire(one.id).title) for one in catalogue.questionnaires.values()}
    ordered = sorted((name for name in names if name in shown), key=lambda name: name != QUESTIONNAIRE)
    return (("", tuple((name, names[name]) for name in ordered)),)


def _named(definitions: Mapping[str, object]) -> Groups:
    return (("", tuple((name, zh(one.name)) for name, one in definitions.items())),)  # type: ignore[attr-defined]


def _plain(words: Mapping[str, str]) -> Groups:
    return (("", tuple((value, _(label)) for value, label in words.items())),)
