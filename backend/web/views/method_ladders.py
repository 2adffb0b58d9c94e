"""The ladders beside each other on a day: the rule in force, its days, and what it asks of each subject."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.loader import Catalogue, InstrumentInForce
from assessments.schema.common import Purpose, zh
from assessments.schema.ladder import Call
from assessments.schema.questionnaire import Questionnaire
from assessments.wording import PURPOSES
from backend.services import offering
from backend.web.language import _
from backend.web.render import zh_date
from backend.web.views.citing import policy_label
from backend.web.views.method_common import Entry, overview, period_words
from backend.web.views.method_thresholds import OTHER, THEMES, Threshold, merged, thresholds
from backend.web.views.method_timeline import Timeline, timeline, turning_days
from backend.web.views.method_versions import Standing, families, spans_of, standing_words

DAYS_OFFERED = 8


@dataclass(frozen=True)
class Asked:
    """What a reader asked for; `errors` are per field, in the words of the page."""

    day: date
    typed: str
    purpose: Purpose | None
    ladders: tuple[str, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True)
class LadderColumn:
    """A ladder with the rule of the day; `note` says what is special about it, or that there is none."""

    id: str
    name: str
    href: str
    levels: tuple[str, ...]
    version: str
    standing: Standing
    standing_words: str
    period: str
    policy: Entry
    call: Entry | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class CellLine:
    """One demand in a cell: for which levels (empty: there is only one), and what limits it."""

    levels: str
    text: str
    note: str
    href: str
    is_alternative: bool
    context: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class SubjectRow:
    """One subject with what each ladder asks of it."""

    label: str
    cells: tuple[tuple[CellLine, ...], ...]


@dataclass(frozen=True)
class ThemeRows:
    """Subjects that belong together."""

    id: str
    name: str
    rows: tuple[SubjectRow, ...]


@dataclass(frozen=True)
class LadderChoice:
    """A ladder that can be chosen, under the heading of its family."""

    id: str
    name: str
    is_chosen: bool


@dataclass(frozen=True)
class PurposeChoice:
    """A purpose that can be chosen; empty: the usual one of each ladder."""

    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True)
class DayLink:
    """A day on which some rule changed."""

    day: date
    href: str


@dataclass(frozen=True)
class LaddersPage:
    """Context of method/ladders.html."""

    asked: Asked
    purposes: tuple[PurposeChoice, ...]
    choices: tuple[LadderChoice, ...]
    days: tuple[DayLink, ...]
    columns: tuple[LadderColumn, ...]
    themes: tuple[ThemeRows, ...]
    timeline: Timeline


@dataclass(frozen=True)
class _Rule:
    """What decides on a ladder on the day, and what it asks."""

    instrument: InstrumentInForce
    column: LadderColumn
    found: tuple[Threshold, ...]


def ladder_ids(catalogue: Catalogue) -> tuple[str, ...]:
    """Every instrument with a published version, in the order of the list."""
    published = set(offering.instrument_ids(catalogue))
    return tuple(name for _family, names in families(catalogue) for name in names if name in published)


def ladders_page(catalogue: Catalogue, asked: Asked) -> LaddersPage:
    """The ladders on a day, for a purpose."""
    names = ladder_ids(catalogue)
    shown = tuple(name for name in names if name in asked.ladders) or names
    rules = [_rule(catalogue, name, asked) for name in shown]
    days = turning_days(catalogue, names)[:DAYS_OFFERED]
    return LaddersPage(
        asked=asked,
        purposes=_purposes(asked.purpose),
        choices=tuple(LadderChoice(name, _name(catalogue, name), name in asked.ladders) for name in names),
        days=tuple(DayLink(day, f"/method/ladders?as_of={day}") for day in days),
        columns=tuple(rule.column for rule in rules),
        themes=_themes(catalogue, rules),
        timeline=timeline(catalogue, shown, asked.day),
    )


def _purposes(chosen: Purpose | None) -> tuple[PurposeChoice, ...]:
    usual = PurposeChoice("", _("各梯度的主要用途"), chosen is None)
    return (usual, *(PurposeChoice(one.value, _(name), one is chosen) for one, name in PURPOSES.items()))


def _name(catalogue: Catalogue, name: str) -> str:
    return zh(catalogue.ladders[catalogue.questionnaire(name).ladder].name)


def _rule(catalogue: Catalogue, name: str, asked: Asked) -> _Rule:
    """What decides on a ladder on the day; nothing is listed of a rule that had not begun."""
    offer = offering.offer_of(catalogue, name, asked.day)
    choices = offer.choices if offer else ()
    wanted = [choice for choice in choices if choice.purpose is asked.purpose]
    instrument = (wanted or list(choices) or [catalogue.instrument(name, asked.day)])[0]
    version = instrument.questionnaire
    standing = _standing(instrument, asked.day)
    attained = version.method == "attainment"
    in_force = catalogue.call_for(version.ladder, asked.day) if attained else None
    call = in_force.call if in_force else None
    notes = [*_notes(choices, instrument, standing, asked), *_call_notes(version, call, asked.day)]
    column = _column(catalogue, instrument, asked.day, standing=standing, call=call, notes=notes)
    decides = call if attained else version
    if decides is None or standing == "coming":
        return _Rule(instrument, column, ())
    href = f"/method/calls/{call.key}" if call else overview(version)
    purpose = instrument.purpose if version.applies else None
    return _Rule(instrument, column, merged(thresholds(catalogue, decides, href, purpose)))


def _standing(instrument: InstrumentInForce, day: date) -> Standing:
    """How the rule stands for its purpose; one that ended counts as over even where it will begin again."""
    spans = spans_of(instrument.questionnaire)
    found = {one.standing(day) for one in spans if one.purpose in (None, instrument.purpose)}
    order: tuple[Standing, ...] = ("in_force", "unsure", "over", "coming")
    return next(standing for standing in order if standing in found)


def _column(
    catalogue: Catalogue,
    instrument: InstrumentInForce,
    day: date,
    *,
    standing: Standing,
    call: Call | None,
    notes: Sequence[str],
) -> LadderColumn:
    version = instrument.questionnaire
    policy = catalogue.policies[version.policy]
    ladder = catalogue.ladders[version.ladder]
    return LadderColumn(
        id=version.id,
        name=zh(ladder.name),
        href=overview(version),
        levels=tuple(zh(level.name) for level in ladder.levels),
        version=_("{version} 版", version=version.version),
        standing=standing,
        standing_words=standing_words(standing),
        period=period_words(offering.period_of(version, instrument.purpose, day)),
        policy=Entry(policy_label(policy), f"/method/policies/{policy.id}", zh(policy.title)),
        call=_call(call) if call else None,
        notes=tuple(notes),
    )


def _call(call: Call) -> Entry:
    words = _("{version} 年申报条件", version=call.version)
    return Entry(words, f"/method/calls/{call.key}", period_words(call.effective))


def _notes(
    choices: Sequence[InstrumentInForce], instrument: InstrumentInForce, standing: Standing, asked: Asked
) -> list[str]:
    """What is not said by the version and its days: other purposes, and a rule that does not apply."""
    day = zh_date(asked.day)
    if standing == "coming":
        return [_("{day}还没有收录的规则，以下不列条件。", day=day)]
    notes = [_("{day}没有适用的规则，所列为此前最后一版，仅供参考。", day=day)] if standing == "over" else []
    version = instrument.questionnaire
    if not version.applies:
        return notes
    purpose = _(PURPOSES[instrument.purpose])
    if asked.purpose is not None and instrument.purpose is not asked.purpose:
        missing = _(PURPOSES[asked.purpose])
        notes.append(_("没有用于{missing}的规则，按{purpose}列出。", missing=missing, purpose=purpose))
    else:
        notes.append(_("用于{purpose}。", purpose=purpose))
    for other in choices:
        if other.questionnaire is not version:
            words = {"purpose": _(PURPOSES[other.purpose]), "version": other.questionnaire.version}
            period = period_words(offering.period_of(other.questionnaire, other.purpose, asked.day))
            notes.append(_("{purpose}仍按 {version} 版（{period}）。", **words, period=period))
    return notes


def _call_notes(version: Questionnaire, call: Call | None, day: date) -> list[str]:
    if version.method != "attainment":
        return []
    if call is None:
        return [_("梯级由题目决定；这一天还没有收录的申报条件。")]
    over = "" if call.effective.covers(day) else _("这一天不在申报条件的有效期内，仅供参考。")
    return [_("梯级由题目决定，下列为另行核对的申报条件。") + over]


def _themes(catalogue: Catalogue, rules: Sequence[_Rule]) -> tuple[ThemeRows, ...]:
    labels = {one.subject: one.label for rule in rules for one in rule.found}
    themed = {subject for subjects in THEMES.values() for subject in subjects}
    headings = {**THEMES, OTHER: tuple(subject for subject in labels if subject not in themed)}
    themes = (
        ThemeRows(
            f"theme-{place}",
            _(name),
            tuple(
                SubjectRow(labels[subject], tuple(_cell(catalogue, rule, subject) for rule in rules))
                for subject in subjects
                if subject in labels
            ),
        )
        for place, (name, subjects) in enumerate(headings.items(), 1)
    )
    return tuple(theme for theme in themes if theme.rows)


def _cell(catalogue: Catalogue, rule: _Rule, subject: str) -> tuple[CellLine, ...]:
    return tuple(_line(catalogue, rule, one) for one in rule.found if one.subject == subject)


def _line(catalogue: Catalogue, rule: _Rule, one: Threshold) -> CellLine:
    levels = catalogue.ladders[rule.instrument.questionnaire.ladder].levels
    names = [zh(level.name) for level in levels if level.id in one.levels]
    told = "" if len(levels) == 1 else _("各级") if len(names) == len(levels) else "、".join(names)
    return CellLine(told, one.text, one.note, one.href, one.is_alternative, one.context, one.marks)
