"""The actor: whoever is behind a request or a command."""

from dataclasses import dataclass

PROVINCE_SUFFIX = "0000"
CITY_SUFFIX = "00"


@dataclass(frozen=True)
class Actor:
    """An account as the rest of the program sees it; the anonymous visitor has no account id.

    `region` is set for officials: the code of their province, city or county. `is_system` marks commands
    run by the operator on the machine itself.
    """

    account_id: str = ""
    name: str = ""
    login: str = ""
    region: str = ""
    is_admin: bool = False
    is_system: bool = False
    csrf_token: str = ""

    @property
    def signed_in(self) -> bool:
        """Whether there is an account behind the request."""
        return bool(self.account_id)

    @property
    def is_official(self) -> bool:
        """Whether the account answers for an area."""
        return bool(self.region)

    @property
    def is_enterprise(self) -> bool:
        """Whether the account works for firms: neither official nor administrator."""
        return self.signed_in and not self.is_official and not self.is_admin

    def answers_for(self, region: str) -> bool:
        """Whether `region` (any level) lies in this official's area."""
        return self.is_official and region.startswith(region_prefix(self.region))


ANONYMOUS = Actor()
SYSTEM = Actor(name="系统", is_system=True)


def region_prefix(code: str) -> str:
    """The part of a region code shared by all counties inside it: 330000 → 33, 330100 → 3301."""
    if code.endswith(PROVINCE_SUFFIX):
        return code.removesuffix(PROVINCE_SUFFIX)
    return code.removesuffix(CITY_SUFFIX)
