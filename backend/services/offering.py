"""Which instruments a unit is offered on a day: in force, by family, each with the purposes it serves."""

from dataclasses import dataclass, replace
from datetime import date

from assessments.loader import Catalogue, InstrumentInForce, UnknownName
from assessments.schema.common import Period, Purpose, Status, zh
from assessments.schema.ladder import Ladder
from assessments.schema.questionnaire import Questionnaire
from assessments.wording import PURPOSES

LAST = float("inf")
"""The place of a ladder that belongs to no family."""


@dataclass(frozen=True)
class Offer:
    """An instrument and its version for every purpose that can be chosen, the usual one first."""

    id: str
    choices: tuple[InstrumentInForce, ...]

    @property
    def usual(self) -> InstrumentInForce:
        """What is meant where nothing is chosen."""
        return self.choices[0]

    def serving(self, purpose: str) -> InstrumentInForce | None:
        """The version for a purpose; without a name the only one there is, None where that is unclear."""
        if not purpose and len(self.choices) == 1:
            return self.usual
        return next((choice for choice in self.choices if choice.purpose.value == purpose), None)


def instrument_ids(catalogue: Catalogue) -> tuple[str, ...]:
    """Every instrument with a published version, by family and then in the catalogue's order."""
    published = (one for one in catalogue.questionnaires.values() if one.status is Status.PUBLISHED)
    ladders = {one.id: catalogue.ladders[one.ladder] for one in published}
    first: dict[str, float] = {}
    for ladder in ladders.values():
        first[family_of(ladder)] = min(_place(ladder), first.get(family_of(ladder), LAST))

    def place(name: str) -> tuple[float, str, float]:
        family = family_of(ladders[name])
        return first[family], family, _place(ladders[name])

    return tuple(sorted(ladders, key=place))


def offers(catalogue: Catalogue, day: date) -> tuple[Offer, ...]:
    """Every instrument in force on a day; one whose dates are unknown counts as in force."""
    found = (offer_of(catalogue, name, day) for name in instrument_ids(catalogue))
    return tuple(offer for offer in found if offer is not None)


def offer_of(catalogue: Catalogue, name: str, day: date) -> Offer | None:
    """An instrument with what it can be opened for; None where no published version is in force."""
    served = tuple(_serving(catalogue, name, day, purpose) for purpose in PURPOSES)
    choices = tuple(one for one in served if one is not None and one.in_force is not False)
    if not choices:
        return None
    if not any(one.questionnaire.applies for one in choices):
        # Nothing hangs on the purpose: the firm is not asked for one.
        return Offer(name, (choices[-1],))
    # A check of oneself looks at what a recognition looks at.
    asked = tuple(one for one in choices if one.purpose is not Purpose.SELF_CHECK)
    return Offer(name, asked or choices)


def version_of_form(catalogue: Catalogue, key: str, day: date, purpose: Purpose) -> InstrumentInForce:
    """A form's own version, and whether it is in force: a form is no replay. Raises UnknownName."""
    return replace(catalogue.instrument(key, day, purpose), named=False)


def purpose_of(name: str) -> Purpose:
    """A purpose from the database or an address; a check of oneself where it is none."""
    return next((purpose for purpose in Purpose if purpose.value == name), Purpose.SELF_CHECK)


def period_of(questionnaire: Questionnaire, purpose: Purpose, day: date) -> Period:
    """The span for which a version decides for a purpose: the one around the day, else the last."""
    spans = [one.period for one in questionnaire.applies if one.purpose is purpose]
    if not spans:
        return questionnaire.effective
    return next((span for span in spans if span.covers(day)), spans[-1])


def has_purposes(catalogue: Catalogue, key: str) -> bool:
    """Whether it matters for a version `id@version` what it is used for."""
    return bool(catalogue.questionnaire(key).applies)


def family_of(ladder: Ladder) -> str:
    """The heading under which a ladder is listed."""
    return zh(ladder.family.name if ladder.family else ladder.name)


def _place(ladder: Ladder) -> float:
    return ladder.family.order if ladder.family else LAST


def _serving(catalogue: Catalogue, name: str, day: date, purpose: Purpose) -> InstrumentInForce | None:
    try:
        found = catalogue.instrument(name, day, purpose)
    except UnknownName:
        return None
    return None if found.questionnaire.status is Status.DRAFT else found
