"""Submissions turned into columns, block by block: answers by version, figures by the rules' key."""

from collections.abc import Mapping, Sequence
from datetime import date

from assessments.answering import decode, encode
from assessments.compile import CompiledQuestionnaire
from assessments.migrate import carried
from assessments.operands import CompiledGates
from assessments.rating import as_block
from backend.db.queries.population import Content
from backend.services import snapshot
from backend.services.population_figures import FigureReader
from backend.services.replay import Reader
from scoring.engine import Answers
from scoring.gates import Figures

Rules = tuple[str, str, str]
"""Questionnaire, version and rules digest that a submission was packed under."""


class Columns:
    """Blocks of submissions as columns; `submissions` are their ids, in the order of the columns."""

    def __init__(
        self,
        reader: Reader,
        versions: Mapping[str, CompiledQuestionnaire],
        conditions: Mapping[str, CompiledGates],
        day: date,
    ) -> None:
        self.reader, self.versions, self.conditions = reader, versions, conditions
        self.submissions: list[str] = []
        self.answers: dict[str, list[Answers]] = {key: [] for key in versions}
        self.figures: dict[str, list[Figures]] = {key: [] for key in conditions}
        self._figures = FigureReader(conditions, day)

    def add(self, block: Sequence[Content]) -> None:
        """Add a block; submissions of rules that the catalogue does not have are left out."""
        rules = {(name, version, digest) for _id, name, version, digest, _packed, _snapshot in block}
        unknown = {one for one in rules if self._version(one) is None}
        if unknown:
            block = [one for one in block if tuple(one[1:4]) not in unknown]
        if not block:
            return
        for key, compiled in self.versions.items():
            self.answers[key].append(as_block(compiled, self._packed(block, rules - unknown, compiled)))
        if self.conditions:
            for key, figures in self._figures.read([one[5] for one in block]).items():
                self.figures[key].append(figures)
        self.submissions += [one[0] for one in block]

    def _version(self, rules: Rules) -> CompiledQuestionnaire | None:
        name, version, digest = rules
        return self.reader.version(f"{name}@{version}", digest)

    def _packed(
        self, block: Sequence[Content], rules: set[Rules], target: CompiledQuestionnaire
    ) -> list[bytes]:
        """The bytes as a version packs them: as they are where it reads them so."""
        other = {
            (name, version, digest)
            for name, version, digest in rules
            if not self.reader.reads_as(f"{name}@{version}", digest, target)
        }
        if not other:
            return [one[4] for one in block]
        return [self._carried(one, target) if tuple(one[1:4]) in other else one[4] for one in block]

    def _carried(self, one: Content, target: CompiledQuestionnaire) -> bytes:
        _id, name, version, digest, packed, text = one
        own, frozen = self._version((name, version, digest)), snapshot.from_text(text)
        if own is None:
            raise LookupError(version)
        answers = carried(decode(own, packed, frozen.reasons), target)
        return encode(target, frozen.profile.production_type, answers)
