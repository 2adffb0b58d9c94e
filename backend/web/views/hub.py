"""The instruments of a unit on the firm's page, in words: what each is, since when, what opens its form."""

from dataclasses import dataclass

from assessments.schema.common import Purpose
from assessments.wording import PURPOSES
from backend.services.hub import FamilyLines, FormLine
from backend.web.language import _
from backend.web.views.method_common import period_words


@dataclass(frozen=True)
class ChoiceButton:
    """A button that opens a form for a purpose; the purpose is empty where there is no choice."""

    purpose: str
    label: str


@dataclass(frozen=True)
class FormCard:
    """An instrument with its form: `about` says what it is made of, `standing` its version and dates.

    `purpose` is empty where nothing hangs on it. `choices` are the buttons that open a form.
    """

    form: FormLine
    about: str
    standing: str
    purpose: str
    choices: tuple[ChoiceButton, ...]
    method: str


@dataclass(frozen=True)
class FamilyCard:
    """Instruments that are listed together."""

    name: str
    forms: tuple[FormCard, ...]


def family_card(family: FamilyLines) -> FamilyCard:
    """A family with its instruments."""
    return FamilyCard(family.name, tuple(form_card(form) for form in family.forms))


def form_card(form: FormLine) -> FormCard:
    """An instrument of the firm's page."""
    standing = _("{version} 版", version=form.version)
    if form.period.start is not None or form.period.end is not None:
        standing = _("{version} · {period}", version=standing, period=period_words(form.period))
    if form.in_force is False:
        standing = _("{standing} · 今天不在适用期内", standing=standing)
    return FormCard(
        form=form,
        about=_about(form),
        standing=standing,
        purpose=_purpose(form),
        choices=_choices(form),
        method=f"/method/{form.questionnaire}?version={form.version}",
    )


def _about(form: FormLine) -> str:
    """31 道题 · 12 项企业数据（已有 5 项） · 一级、二级、三级、四级."""
    parts = []
    if form.items:
        parts.append(_("{count} 道题", count=form.items))
    if form.facts:
        known = _("{count} 项企业数据，已有 {known} 项", count=form.facts, known=form.facts_known)
        parts.append(known)
    if len(form.levels) > 1:
        parts.append(_("分{levels}", levels="、".join(form.levels)))
    return " · ".join(parts)


def _purpose(form: FormLine) -> str:
    return "" if form.purpose is Purpose.SELF_CHECK else _(PURPOSES[form.purpose])


def _choices(form: FormLine) -> tuple[ChoiceButton, ...]:
    if len(form.choices) < 2:
        return (ChoiceButton("", _("开始自评")),)
    return tuple(ChoiceButton(one.purpose.value, _choice(form, one.purpose)) for one in form.choices)


def _choice(form: FormLine, purpose: Purpose) -> str:
    """The button's words; the version where the purposes have different ones."""
    versions = {one.purpose: one.questionnaire for one in form.choices}
    words = _("开始自评：{purpose}", purpose=_(PURPOSES[purpose]))
    if len({version.version for version in versions.values()}) == 1:
        return words
    return _("{words}（{version} 版）", words=words, version=versions[purpose].version)
