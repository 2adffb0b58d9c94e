"""How the hints of self-ratings come about: the checks, and the contradictions of each questionnaire."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.catalogue import Catalogue
from assessments.schema.common import zh
from assessments.schema.integrity import Contradiction, IntegrityCheck, IntegrityChecks
from backend.services.integrity.hints import KINDS
from backend.web.language import _


@dataclass(frozen=True)
class CheckLine:
    """A check: when it speaks, why that deserves another look, and what to look at."""

    id: str
    name: str
    rule: str
    text: str
    look: str


@dataclass(frozen=True)
class RuleLine:
    """A contradiction of a questionnaire; `uses` says whether it looks at stated data as well."""

    id: str
    name: str
    text: str
    look: str
    uses: str


@dataclass(frozen=True)
class RuleGroup:
    """The contradictions of a questionnaire."""

    id: str
    title: str
    href: str
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True)
class IntegrityPage:
    """Context of method/integrity.html; without checks there is nothing but a sentence."""

    text: str
    provenance: str
    checks: tuple[CheckLine, ...]
    groups: tuple[RuleGroup, ...]


def integrity_page(catalogue: Catalogue) -> IntegrityPage:
    """Everything the page prints, from the files that the checks themselves use."""
    checks = catalogue.integrity_checks
    if checks is None:
        return IntegrityPage("", "derived", (), ())
    return IntegrityPage(zh(checks.text), checks.provenance.value, tuple(_lines(checks)), _groups(catalogue))


def rule_words(check: IntegrityCheck) -> str:
    """The rule of a check with its figures."""
    return zh(check.rule).format(**{name: value for name, value in check if isinstance(value, int)})


def _lines(checks: IntegrityChecks) -> Iterator[CheckLine]:
    for kind in KINDS:
        check: IntegrityCheck = getattr(checks, kind)
        yield CheckLine(kind, zh(check.name), rule_words(check), zh(check.text), zh(check.look))


def _groups(catalogue: Catalogue) -> tuple[RuleGroup, ...]:
    return tuple(
        RuleGroup(
            name,
            zh(catalogue.questionnaire(name).title),
            f"/method/{name}",
            tuple(_rule(rule) for rule in file.contradictions),
        )
        for name, file in catalogue.contradictions.items()
    )


def _rule(rule: Contradiction) -> RuleLine:
    uses = _("答案与数据") if rule.facts is not None else _("答案之间")
    return RuleLine(rule.id, zh(rule.name), zh(rule.text), zh(rule.look), uses)
