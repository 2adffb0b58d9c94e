"""Addresses of an area's pages that keep the filters, and the filters in words."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend.services.area_view import SCALES, SIZES, View, Wanted, divisions, groups, lists
from backend.web.language import _
from backend.web.render import zh_date

FIELDS = ("questionnaire", "group", "chain", "cluster", "division", "size", "scale", "day", "by")
NOT_IN_LISTS = frozenset({"by"})


def query_of(wanted: Wanted) -> dict[str, str]:
    """The filters that are set, as they stand in an address."""
    values = {name: getattr(wanted, name) for name in FIELDS}
    values["by"] = "" if wanted.by == "area" else wanted.by
    return {name: str(value) for name, value in values.items() if value}


def address(path: str, wanted: Wanted, **changes: str) -> str:
    """A page with the filters; a change to the empty text clears one."""
    values = {**query_of(wanted), **changes}
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{path}?{query}" if query else path


def rows_address(code: str, wanted: Wanted, **changes: str) -> str:
    """The list of units behind a figure of an area."""
    return address(f"/regions/{code}/units", wanted, by="", **changes)


def filter_words(catalogue: Catalogue, view: View) -> tuple[tuple[str, str], ...]:
    """The filters that narrow the firms, each as field and words: (("group", "区域分组：…"), …)."""
    return tuple(_words(catalogue, view))


def _words(catalogue: Catalogue, view: View) -> Iterator[tuple[str, str]]:
    wanted = view.wanted
    named: Mapping[str, tuple[str, Mapping[str, str]]] = {
        "group": (_("区域分组"), {**lists(catalogue, view.day), **groups(catalogue, view.day)}),
        "chain": (_("产业链"), {name: zh(chain.name) for name, chain in catalogue.chains.items()}),
        "cluster": (_("产业集群"), {name: zh(one.name) for name, one in catalogue.clusters.items()}),
        "division": (_("行业大类"), divisions(catalogue)),
        "size": (_("企业规模"), SIZES),
        "scale": (_("规上规下"), SCALES),
    }
    for name, (label, values) in named.items():
        if chosen := getattr(wanted, name):
            yield name, f"{label}：{values[chosen]}"
    if not view.is_today:
        yield "day", _("统计日期：{day}", day=zh_date(view.day))
