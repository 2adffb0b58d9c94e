"""The pages of advice for a unit of one's own firm, in the order in which a firm goes through them."""

from dataclasses import dataclass

UNIT_PAGES: tuple[tuple[str, str], ...] = (
    ("/advice", "改进建议"),
    ("/peers", "同类企业对照"),
    ("/providers", "匹配服务商"),
    ("/kind", "企业画像"),
)
"""Address below /units/{unit_id} and label of each page."""


@dataclass(frozen=True)
class UnitNav:
    """What templates/unit/nav.html needs of a page: `page.nav`."""

    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
