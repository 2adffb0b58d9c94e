"""Who acts where in a review: the chain of a submission, the officials of each step, lent rights."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.review import ActsAt, ReviewChain, Step
from backend import clock
from backend.auth.actor import CITY_SUFFIX, PROVINCE_SUFFIX, Actor
from backend.db.queries import reviews as queries
from backend.db.queries.reviews import Lent, Place
from backend.db.tables.reviews import WAITING, Review

LEVELS: Mapping[ActsAt, str] = {
    ActsAt.COUNTY: "县级",
    ActsAt.CITY: "市级",
    ActsAt.PROVINCE: "省级",
    ActsAt.NOBODY: "不在本平台办理",
}


THROUGH = ("accepted", "recognised")
"""States of a review that has passed every step at which somebody acts here."""


@dataclass(frozen=True)
class Powers:
    """What an official may do in reviews: by the own level, and by rights that other areas have lent."""

    actor: Actor
    lent: tuple[Lent, ...]

    def may_act(self, catalogue: Catalogue, chain: ReviewChain, step: Step, county: str) -> bool:
        """Whether the official acts at a step of a review in a county."""
        region = acting_region(catalogue, step, county)
        if self.actor.region == region:
            return True
        right = Lent(region, entitlement(chain, step))
        return self.actor.answers_for(county) and right in self.lent

    def places(self, catalogue: Catalogue) -> frozenset[Place]:
        """The steps at which the official acts, in the counties of the own area."""
        own = level_of(self.actor.region)
        lent = {(level_of(right.region), right.entitlement) for right in self.lent}
        return frozenset(
            (chain.key, step.id)
            for chain, step in all_steps(catalogue)
            if step.by is own or (step.by, entitlement(chain, step)) in lent
        )


def powers_of(session: Session, actor: Actor) -> Powers:
    """What an official may do today."""
    lent = queries.lent_to(session, actor.region, clock.today()) if actor.is_official else []
    return Powers(actor, tuple(lent))


def level_of(region: str) -> ActsAt:
    """Which level a region code is of."""
    if region.endswith(PROVINCE_SUFFIX):
        return ActsAt.PROVINCE
    return ActsAt.CITY if region.endswith(CITY_SUFFIX) else ActsAt.COUNTY


def acting_region(catalogue: Catalogue, step: Step, county: str) -> str:
    """The code of the area whose officials act at a step of a review in a county; empty where nobody does."""
    codes = {
        ActsAt.COUNTY: county,
        ActsAt.CITY: catalogue.city_of(county).code,
        ActsAt.PROVINCE: catalogue.regions.code,
        ActsAt.NOBODY: "",
    }
    return codes[step.by]


def entitlement(chain: ReviewChain, step: Step) -> str:
    """The right to act at a step, as it is lent: for the instrument and the kind of step."""
    return f"{chain.questionnaire}:{step.kind.value}"


def progress(chain: ReviewChain, review: Review, last_step: str) -> list[str]:
    """How far a review has come, step by step: done, now, ended (it went no further here) or ahead.

    `last_step` is the step of the latest act on it, empty where there was none.
    """
    ids = [step.id for step in chain.steps]
    if review.state == WAITING:
        here, word = ids.index(review.step), "now"
    elif review.state in THROUGH:
        here, word = len(chain.acting_steps), "ahead"
    else:
        here, word = ids.index(last_step) if last_step else 0, "ended"
    return ["done" if i < here else word if i == here else "ahead" for i in range(len(ids))]


def all_steps(catalogue: Catalogue) -> Iterator[tuple[ReviewChain, Step]]:
    """Every step at which somebody acts here, with its chain."""
    return ((chain, step) for chain in catalogue.reviews.values() for step in chain.acting_steps)
