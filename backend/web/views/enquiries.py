"""Enquiries in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from backend.services.providers.enquiries import ACTS, KEPT, OUTCOMES, STATES
from backend.services.providers.enquiry_pages import (
    AskForm,
    EnquiryLine,
    EnquiryList,
    EnquiryView,
    FirmChoice,
    MessageLine,
)
from backend.web.language import _
from backend.web.provider_nav import ProviderNav
from backend.web.views.dealings import FirmNav, Groups, provider_nav_of

DONE: Mapping[str, str] = {
    "asked": "咨询已发出，等服务商答复。",
    "message": "已补充说明。",
    "reply": "答复已发出，等企业确认。",
    "decline": "已登记为不承接。",
    "agree": "已同意，可以开始合作。",
    "recall": "咨询已收回。",
    "close": "已办结。",
    "judged": "评价已提交。",
}
SAID: Mapping[str, str] = {
    "ask": "咨询",
    "reply": "答复，愿意承接",
    "message": "补充说明",
    "agree": "同意，开始合作",
    "decline": "不承接",
    "recall": "收回咨询",
    "close": "办结",
}
SIDES: Mapping[str, str] = {"firm": "企业", "provider": "服务商"}
ORDER = ("reply", "agree", "close", "message", "decline", "recall")


@dataclass(frozen=True)
class EnquiryRow:
    """An enquiry in a list."""

    line: EnquiryLine
    href: str
    state: str
    outcome: str


@dataclass(frozen=True)
class EnquiriesPage:
    """Context of dealings/enquiries.html; `side` is firm or provider and decides which nav it has."""

    nav: FirmNav | ProviderNav
    side: str
    rows: tuple[EnquiryRow, ...]
    may_act: bool
    next_href: str


def enquiries_page(found: EnquiryList) -> EnquiriesPage:
    """Everything the page prints."""
    base, side, nav = _owner(found)
    rows = (
        EnquiryRow(
            line,
            f"/enquiries/{line.id}",
            _(STATES[line.state]),
            _(OUTCOMES[line.outcome]) if line.outcome else "",
        )
        for line in found.lines
    )
    after = f"{base}/enquiries?after={found.next}" if found.next else ""
    return EnquiriesPage(nav, side, tuple(rows), found.may_act, after)


def _owner(found: EnquiryList) -> tuple[str, str, FirmNav | ProviderNav]:
    """Address, side and nav of whose list it is."""
    if found.provider is not None:
        return (
            f"/provider/{found.provider.id}",
            "provider",
            provider_nav_of(found.provider.id, found.provider.name, found.provider.state),
        )
    if found.firm is None:
        raise ValueError("a list is a firm's or a provider's")
    return f"/firms/{found.firm.id}", "firm", FirmNav(found.firm.id, found.firm.name)


@dataclass(frozen=True)
class ChoosePage:
    """Context of dealings/choose.html: `firms` are name, where to ask, where to consent."""

    provider: str
    provider_href: str
    firms: tuple[tuple[str, str, str], ...]


def choose_page(found: FirmChoice) -> ChoosePage:
    """Everything the page prints."""
    if found.provider is None:
        return ChoosePage("", "/providers", ())
    about = f"provider={found.provider.id}"
    firms = (
        (firm.name, f"/firms/{firm.id}/enquiries/new?{about}", f"/firms/{firm.id}/consents?{about}")
        for firm in found.firms
    )
    return ChoosePage(found.provider.name, f"/providers/{found.provider.id}", tuple(firms))


@dataclass(frozen=True)
class AskPage:
    """Context of dealings/ask.html; `warnings` are conflicts that the firm has to know."""

    nav: FirmNav
    provider_id: str
    provider: str
    provider_href: str
    confirmed: bool
    units: Groups
    capabilities: Groups
    warnings: tuple[str, ...]
    here: str
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


def ask_page(found: AskForm, values: Mapping[str, str], errors: Mapping[str, str] | None = None) -> AskPage:
    """Everything the page prints."""
    units = tuple((unit.id, unit.name) for unit in found.units)
    usual = {"unit": units[0][0]} if len(units) == 1 else {}
    warnings = []
    if found.provider.id in found.ties.diagnosed:
        warnings.append(_("曾为本企业做过诊断，不得参与本企业的核验。"))
    if found.provider.id in found.ties.tied:
        warnings.append(_("关联：有成员同时在本企业任职，请自行判断是否合适。"))
    return AskPage(
        nav=FirmNav(found.firm.id, found.firm.name),
        provider_id=found.provider.id,
        provider=found.provider.name,
        provider_href=f"/providers/{found.provider.id}",
        confirmed=found.firm.confirmed_at is not None,
        units=(("", units),),
        capabilities=(("", found.capabilities),),
        warnings=tuple(warnings),
        here=f"/firms/{found.firm.id}/enquiries/new",
        values={**usual, **values},
        errors=errors or {},
    )


@dataclass(frozen=True)
class MessageRow:
    """Something said or done; `name` only of one's own side."""

    who: str
    name: str
    said: str
    text: str
    at: datetime
    is_own: bool


@dataclass(frozen=True)
class ActForm:
    """A form for an act: `text` says whether words are needed ("needed") or welcome ("may")."""

    act: str
    name: str
    text: str
    is_closing: bool
    is_first: bool


@dataclass(frozen=True)
class FeedbackRow:
    """What a side said of the other."""

    who: str
    kept: str
    text: str


@dataclass(frozen=True)
class EnquiryPage:
    """Context of dealings/enquiry.html."""

    view: EnquiryView
    back_href: str
    back: str
    other: str
    state: str
    outcome: str
    messages: tuple[MessageRow, ...]
    forms: tuple[ActForm, ...]
    outcomes: tuple[tuple[str, str], ...]
    kept: tuple[tuple[str, str], ...]
    feedback: tuple[FeedbackRow, ...]
    consent_href: str
    here: str
    done: str
    failed: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def enquiry_page(
    view: EnquiryView,
    *,
    done: str = "",
    failed: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> EnquiryPage:
    """Everything the page prints; `failed` is the act whose form was refused."""
    is_firm = view.is_firm
    return EnquiryPage(
        view=view,
        back_href=f"/firms/{view.firm.id}/enquiries"
        if is_firm
        else f"/provider/{view.provider.id}/enquiries",
        back=view.firm.name if is_firm else view.provider.name,
        other=view.provider.name if is_firm else view.firm.name,
        state=_(STATES[view.row.state]),
        outcome=_(OUTCOMES[view.row.outcome]) if view.row.outcome else "",
        messages=tuple(_message(one, view.side) for one in view.messages),
        forms=_forms(view),
        outcomes=tuple((name, _(words)) for name, words in OUTCOMES.items()),
        kept=tuple((name, _(words)) for name, words in KEPT.items()),
        feedback=tuple(FeedbackRow(_(SIDES[one.side]), _(KEPT[one.kept]), one.text) for one in view.feedback),
        consent_href=_consent_href(view) if is_firm else "",
        here=f"/enquiries/{view.row.id}",
        done=_(DONE[done]) if done else "",
        failed=failed,
        values=values or {},
        errors=errors or {},
    )


def _message(one: MessageLine, own: str) -> MessageRow:
    """A line of the talk; the people of the other side stay unnamed."""
    is_own = one.side == own
    return MessageRow(
        _(SIDES[one.side]), one.name if is_own else "", _(SAID[one.act]), one.text, one.at, is_own
    )


def _forms(view: EnquiryView) -> tuple[ActForm, ...]:
    able = [act for act in ORDER if act in view.acts]
    return tuple(
        ActForm(
            act, _(ACTS[act].name), "needed" if ACTS[act].needs_text else "may", act == "close", place == 0
        )
        for place, act in enumerate(able)
    )


def _consent_href(view: EnquiryView) -> str:
    return f"/firms/{view.firm.id}/consents?provider={view.provider.id}&unit={view.unit.id}"
