"""Who reviews service providers: the province, and areas that it has lent the right to, for their seats."""

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.queries.provider_reviews import Seats
from backend.db.queries.reviews import Lent, lent_to

RIGHT = "providers:review"
"""The right as it is lent (`delegation.entitlement`)."""
RIGHT_WORDS = "服务商名录：审核（注册地在受委托地区的服务商）"


def seats_of(session: Session, actor: Actor, catalogue: Catalogue) -> Seats:
    """The seats of the providers that an official may review today.

    The province reviews every provider, those from elsewhere included.
    """
    if not actor.is_official:
        return None
    province = catalogue.regions.code
    if actor.region == province:
        return ""
    lent = lent_to(session, actor.region, clock.today())
    return region_prefix(actor.region) if Lent(province, RIGHT) in lent else None
