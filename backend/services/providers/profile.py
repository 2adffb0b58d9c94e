"""What a service provider says about itself, and what is wrong with it."""

import re
from dataclasses import dataclass
from typing import Final

from assessments.loader import Catalogue
from backend.db.tables.providers import LISTED, SUSPENDED, Provider
from backend.services.errors import InvalidInputError
from backend.services.firms import checked_code

ELSEWHERE = "000000"
"""Seat of a provider that is registered in another province."""
MOST_FIRMS = 1000
"""No provider serves more firms at once; a larger figure is a slip."""
LONGEST: Final = {"name": 100, "summary": 500, "website": 200, "contact": 100}
FREE_TO_CHANGE: Final = ("contact", "capacity", "busy")
"""What may change while a provider is listed, without a new review."""

_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])")
# A host with a dot, perhaps a port, then signs that an address may hold; nobody's login.
_WEBSITE = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]{1,5})?(?:[/?#][!#$%&()*+,./:;=?@A-Za-z0-9_~-]*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Profile:
    """Who a provider is; `county` is the code of its seat or ELSEWHERE, figures None where none was given.

    `capacity` and `busy` are firms at once, and now.
    """

    credit_code: str
    name: str
    county: str
    summary: str = ""
    website: str = ""
    contact: str = ""
    capacity: int | None = None
    busy: int | None = None


def profile_of(provider: Provider) -> Profile:
    """The profile as it is stored."""
    return Profile(
        credit_code=provider.credit_code,
        name=provider.name,
        county=provider.county,
        summary=provider.summary,
        website=provider.website,
        contact=provider.contact,
        capacity=provider.capacity,
        busy=provider.busy,
    )


def is_fixed(provider: Provider) -> bool:
    """Whether only what is FREE_TO_CHANGE may change."""
    return provider.state in (LISTED, SUSPENDED)


def has_mobile(text: str) -> bool:
    """Whether a text gives somebody's mobile number, which has no place outside `person`."""
    return _MOBILE.search(text) is not None


def is_county(catalogue: Catalogue, code: str) -> bool:
    """Whether a code is a county's or a functional zone's."""
    try:
        catalogue.county(code)
    except KeyError:
        return False
    return True


def checked(catalogue: Catalogue, profile: Profile) -> Profile:
    """A profile in its normal form. Raises InvalidInputError with everything that is wrong with it."""
    problems: dict[str, str] = {}
    code, website = profile.credit_code, profile.website
    try:
        code = checked_code(profile.credit_code)
    except InvalidInputError as error:
        problems |= error.fields
    if not profile.name:
        problems["name"] = "请填写服务商名称，与营业执照一致。"
    if profile.county != ELSEWHERE and not is_county(catalogue, profile.county):
        problems["county"] = "请从列表中选择注册地所在县（市、区）；在省外注册的选“省外”。"
    try:
        website = checked_website(profile.website)
    except ValueError as error:
        problems["website"] = str(error)
    if has_mobile(profile.contact):
        problems["contact"] = "联系方式会公开，请填单位总机或业务邮箱，不填个人手机号。"
    problems |= _figure_problems(profile)
    if problems:
        raise InvalidInputError(problems)
    return Profile(
        credit_code=code,
        name=profile.name,
        county=profile.county,
        summary=profile.summary,
        website=website,
        contact=profile.contact,
        capacity=profile.capacity,
        busy=profile.busy,
    )


def checked_website(typed: str) -> str:
    """An address beginning with http:// or https://, or nothing. Raises ValueError saying what is wrong."""
    if not typed:
        return ""
    if not _WEBSITE.fullmatch(typed):
        raise ValueError("网址应以 http:// 或 https:// 开头，如 https://www.example.com，请检查。")
    return typed


def _figure_problems(profile: Profile) -> dict[str, str]:
    problems = {}
    capacity, busy = profile.capacity, profile.busy
    if capacity is None or not 0 <= capacity <= MOST_FIRMS:
        problems["capacity"] = f"请填写可同时服务的企业数，0 至 {MOST_FIRMS} 之间的整数。"
    if busy is None or busy < 0:
        problems["busy"] = "请填写正在服务的企业数；没有的填 0。"
    elif capacity is not None and busy > capacity:
        problems["busy"] = "正在服务的企业数不能多于可同时服务的企业数，请核对这两个数。"
    return problems
