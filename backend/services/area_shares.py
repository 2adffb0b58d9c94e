"""Firms on the register beside how many firms an area has, as far as anybody published that."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend.auth.actor import region_prefix
from backend.db.queries import regions as queries
from backend.services.area_view import View
from backend.services.areas import Place
from backend.services.figure_values import DenominatorFigure, denominators
from backend.services.measures import FIRMS
from backend.services.slices import slice_id

ABOVE_SCALE = "above-scale"
"""Beginning of the metrics that count 规上 firms only: they are compared with the 规上 firms registered."""


@dataclass(frozen=True)
class Share:
    """A published count of firms of an area, and how many such firms are on the register today."""

    place: Place
    figure: DenominatorFigure
    registered: int
    is_above_scale: bool


def shares_of(session: Session, catalogue: Catalogue, view: View) -> tuple[Share, ...]:
    """Of the area and its parts; no line where no count was published. At most three statements."""
    places = {place.code: place for place in (view.area.place, *view.area.parts)}
    found = denominators(session, catalogue, set(places))
    registered = {
        flag: _firms(session, view, slice_id(above_scale="yes") if flag else slice_id())
        for flag in {one.metric.startswith(ABOVE_SCALE) for one in found}
    }
    shares = [_share(places[one.area], one, registered) for one in found]
    order = {code: number for number, code in enumerate(places)}
    return tuple(sorted(shares, key=lambda one: (order[one.place.code], one.figure.metric)))


def _share(place: Place, figure: DenominatorFigure, registered: Mapping[bool, Mapping[str, int]]) -> Share:
    is_above_scale = figure.metric.startswith(ABOVE_SCALE)
    prefix = region_prefix(place.code)
    firms = registered[is_above_scale]
    number = sum(count for county, count in firms.items() if county.startswith(prefix))
    return Share(place, figure, number, is_above_scale)


def _firms(session: Session, view: View, of: str) -> Mapping[str, int]:
    """Confirmed firms of a slice by county."""
    return dict(queries.by_county(session, view.unfiltered, of, FIRMS))
