"""How the operands of a condition are put together on a page."""

from dataclasses import replace

import pytest

from assessments.loader import Catalogue
from assessments.outcome import Branch, GateVerdict, Operand, Verdict
from assessments.schema.common import Provenance
from backend.web.views.gates import BranchLine, gate_line

LEAF = Branch("leaf", "met", operand=0)


def line(catalogue: Catalogue, branch: Branch) -> BranchLine:
    """A gate of one operand, used as often as the branch says."""
    defined = catalogue.questionnaires["srdi-sme@2026"].gates[0]
    operand = Operand("review", "须由人工判定", "is", None, None, "met")
    told = GateVerdict(
        id=defined.id,
        name="",
        text="",
        levels=(),
        verdict=branch.verdict,
        operands=(operand,),
        citation=defined.citation,
        provenance=Provenance.DERIVED,
        in_principle=False,
        why=None,
        branch=branch,
    )
    (shown,) = gate_line(catalogue, told, defined, {}).branches
    return shown


def test_a_branch_of_one_part_is_that_part(catalogue: Catalogue) -> None:
    shown = line(catalogue, Branch("any_of", "met", parts=(Branch("all_of", "met", parts=(LEAF,)),)))
    assert shown.operand is not None
    assert (shown.heading, shown.outcome, shown.parts) == ("", "——符合", ())


def test_parts_of_the_same_kind_are_one_list(catalogue: Catalogue) -> None:
    inner = Branch("all_of", "met", parts=(LEAF, LEAF))
    shown = line(catalogue, Branch("all_of", "met", parts=(LEAF, inner)))
    assert (shown.heading, len(shown.parts)) == ("须都满足", 3)
    mixed = line(catalogue, Branch("at_least", "met", needed=1, parts=(LEAF, inner)))
    assert (mixed.heading, [part.heading for part in mixed.parts]) == ("至少 1 条满足", ["", "须都满足"])


@pytest.mark.parametrize(
    ("there", "whole", "outcome", "tone"),
    [("met", "not_met", "——有此情形", "not_met"), ("not_met", "met", "——无此情形", "met")],
)
def test_what_must_not_be_is_there_or_not(
    catalogue: Catalogue, there: Verdict, whole: Verdict, outcome: str, tone: Verdict
) -> None:
    shown = line(catalogue, Branch("not", whole, parts=(replace(LEAF, verdict=there),)))
    assert shown.heading == "以下情形须不存在"
    assert (shown.tone, [(part.outcome, part.tone) for part in shown.parts]) == (whole, [(outcome, tone)])


def test_what_is_only_recalled_keeps_its_heading(catalogue: Catalogue) -> None:
    shown = line(catalogue, Branch("recalled", "undecided", parts=(LEAF,)))
    assert (shown.heading, shown.outcome, len(shown.parts)) == ("只凭记忆，只作提示", "——待定", 1)
