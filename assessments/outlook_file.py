"""The JSON list of units in; per unit its pathway to a level, or what its level hangs on, out."""

from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from assessments.catalogue import Catalogue, UnknownName
from assessments.compile import UnknownItem
from assessments.efforts import EffortBook
from assessments.in_force import RuleSet
from assessments.pathway import Pathway, Unproven, find_pathway
from assessments.schema.common import Purpose, zh
from assessments.sensitivity import find_sensitivity
from assessments.unit_case import UnitCase
from assessments.unit_json import plain
from assessments.unit_reader import UnitReader


class OutlookFile:
    """Looks ahead for the units of one list: everything is compiled once.

    UnknownName for an instrument or purpose that is not there.
    """

    def __init__(
        self, catalogue: Catalogue, questionnaire: str, as_of: date, purpose: Purpose | None = None
    ) -> None:
        self.catalogue = catalogue
        self.rules = RuleSet.of(catalogue, questionnaire, as_of, purpose)
        self.book = EffortBook(catalogue.efforts, catalogue.actions)
        self.reader = UnitReader(catalogue, self.rules.compiled)

    def level(self, name: str) -> str:
        """The id of a level named by id or Chinese name; UnknownName for any other."""
        levels = self.rules.compiled.ladder.levels
        found = next((one.id for one in levels if name in (one.id, zh(one.name))), None)
        if found is None:
            known = "、".join(f"{one.id}（{zh(one.name)}）" for one in levels)
            raise UnknownName(f"没有等级“{name}”，可用：{known}")
        return found

    def pathway(self, raw: Any, place: str, level: str, *, with_call: bool = False) -> dict[str, Any]:
        """The pathway of one entry of the list to a level (an id), as plain data.

        `with_call` adds the conditions of entry of the call, where the instrument has calls. `proven` is
        False where the entry could not be read, or the solver gave no proof in time.
        """
        case, read = self._case(raw, place, with_call=with_call)
        if case is None:
            return {**read, "level": level, "best": None, "proven": False}
        try:
            found = find_pathway(case, level, self.book, self.catalogue.facts)
        except Unproven:
            message = "规定时间内没有证明哪条路径最省，请稍后重试，或先选较低的目标等级"
            read["errors"].append({"place": place, "message": message})
            return {**read, "level": level, "best": None, "proven": False}
        titles = self._titles(found)
        return {
            **read, **data(found), "actions": titles, "reachable": found.best is not None, "proven": True
        }  # fmt: skip

    def _titles(self, found: Pathway) -> dict[str, str]:
        """The actions of all steps, by id."""
        routes = [route for route in (found.best, *found.alternatives, found.rest) if route is not None]
        names = {name for route in routes for step in route.steps for name in step.actions}
        return {name: zh(self.catalogue.actions[name].title) for name in sorted(names)}

    def sensitivity(self, raw: Any, place: str, doubtful: Collection[str] = ()) -> dict[str, Any]:
        """What the level of one entry hangs on, as plain data; `doubtful` are items by id or ref.

        A name that is no item of the entry's production type is told among its errors.
        """
        case, read = self._case(raw, place, with_call=True)
        if case is None:
            return read
        items = set()
        for name in doubtful:
            try:
                items.add(self.rules.compiled.item(name, case.profile.production_type).id)
            except UnknownItem as fault:
                read["errors"].append({"place": f"{place}.doubtful", "message": str(fault)})
        return {**read, **data(find_sensitivity(case, items))}

    def _case(self, raw: Any, place: str, *, with_call: bool) -> tuple[UnitCase | None, dict[str, Any]]:
        unit = self.reader.read(raw, place)
        errors = [{"place": error.place, "message": error.message} for error in unit.errors]
        read = {
            "id": unit.id,
            "errors": errors,
            "questionnaire": self.rules.instrument.questionnaire.key,
            "as_of": self.rules.as_of.isoformat(),
            "in_force": self.rules.instrument.in_force,
        }
        if unit.profile is None:
            return None, read
        rules = self.rules if with_call else replace(self.rules, call=None)
        return UnitCase(rules, unit.profile, unit.facts, unit.answers, unit.titles), read


def data(value: Any) -> Any:
    """Records as plain JSON data, field by field."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [data(part) for part in value]
    if isinstance(value, Mapping):
        return {key: data(part) for key, part in value.items()}
    return plain(value)
