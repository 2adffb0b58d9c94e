"""How sure a criterion says it is: never surer than what it stands on."""

from collections.abc import Iterator

from assessments.checks.trees import VersionEntry
from assessments.problem import Finding, Place
from assessments.schema.common import Provenance
from assessments.schema.condition import Gate
from assessments.schema.questionnaire import Item, Questionnaire
from assessments.shelf import Shelf


def recalled_clauses(shelf: Shelf) -> Iterator[Finding]:
    """What stands on a clause that is only recalled says so itself, or is our own deduction."""
    recalled = {
        f"{entry.model.id}#{clause.id}"
        for entry in shelf.policies
        for clause in entry.model.clauses
        if clause.provenance is Provenance.RECALLED
    }
    honest = (Provenance.RECALLED, Provenance.DERIVED)
    for entry in shelf.versions:
        for one, place in _criteria(entry):
            if one.citation in recalled and one.provenance not in honest:
                told = f"依据的条款 {one.citation} 只凭记忆，这里却写 {one.provenance.value}"
                cure = "请把 provenance 写成 recalled，或先核实条款"
                yield Finding(place.at("provenance"), told, cure)


def _criteria(entry: VersionEntry) -> Iterator[tuple[Gate | Item, Place]]:
    for i, gate in enumerate(entry.model.gates):
        yield gate, entry.at("gates", i)
    for i, item in enumerate(entry.model.items if isinstance(entry.model, Questionnaire) else ()):
        yield item, entry.at("items", i)


def recalled_figures(shelf: Shelf) -> Iterator[Finding]:
    """In a derived item that is only recalled each option says how sure its own figure is."""
    for entry in shelf.questionnaires:
        for i, item in enumerate(entry.model.items):
            for j, option in enumerate(item.options if _is_recalled(item) else ()):
                if option.when is not None and option.provenance is None:
                    told = f"题目 {item.id} 只凭记忆，选项 {option.id} 没有写明来源可信度"
                    place = entry.at("items", i, "options", j)
                    yield Finding(place, told, "请写 provenance；recalled 的选项只计入可能的得分")


def _is_recalled(item: Item) -> bool:
    return item.type == "derived" and item.provenance is Provenance.RECALLED
