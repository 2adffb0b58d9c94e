"""The pages of a service provider of one's own, in the order in which its people go through them."""

from dataclasses import dataclass

PROVIDER_PAGES: tuple[tuple[str, str], ...] = (
    ("", "概况"),
    ("/offers", "能力与范围"),
    ("/cases", "案例"),
    ("/enquiries", "咨询"),
    ("/firms", "授权企业"),
    ("/engagements", "服务记录"),
    ("/members", "成员"),
)
"""Address below /provider/{provider_id} and label of each page."""


@dataclass(frozen=True)
class ProviderNav:
    """What templates/provider/nav.html needs of a page: `page.nav`; `state` in words."""

    provider_id: str
    provider_name: str
    state: str
    state_id: str
