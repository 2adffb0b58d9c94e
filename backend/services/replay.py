"""Replaying what was submitted under any version, day and purpose: the population as it would stand.

A submission is read under the version it was packed with – by its rules digest, so that bytes are never
misread – and its answers are carried to the version asked for. Facts and titles are those frozen with it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from assessments.answering import decode
from assessments.comparison import BLOCK, Comparison, Side
from assessments.compile import CompiledQuestionnaire
from assessments.eligibility import TitlesOnRecord
from assessments.loader import Catalogue, UnknownName
from assessments.migrate import carried, same_layout
from assessments.rating import rate_packed
from assessments.unit_reader import UnitInput
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.queries import submissions as queries
from backend.db.tables.submissions import Submission
from backend.services import rating, snapshot

PACKED_BLOCK = 65_536
"""Packed submissions read and rated at a time: some megabytes."""

Progress = Callable[[int], None]
"""Told how many submissions have been done since it was told last."""


@dataclass
class Replay:
    """How submissions stand under one version; `unread` are of rules that the catalogue does not have."""

    side: Side
    units: int = 0
    unread: int = 0
    certain: Counter[str] = field(default_factory=Counter)
    possible: Counter[str] = field(default_factory=Counter)

    def count(self, certain: Iterable[int], possible: Iterable[int]) -> None:
        """Add the ranks of some units."""
        self.certain.update(self.side.level(rank) for rank in certain)
        self.possible.update(self.side.level(rank) for rank in possible)


def replay(
    database: Database, catalogue: Catalogue, side: Side, *, prefix: str = "", told: Progress | None = None
) -> Replay:
    """Rate the current submissions of an instrument under a version; their counties' codes begin so."""
    done, reader = Replay(side), Reader(catalogue)
    if side.compiled.levels is None and _replay_packed(database, done, reader, prefix, told):
        return done
    for block in _blocks(database, side, prefix):
        readable = [submission for submission in block if reader.version_of(submission) is not None]
        done.units += len(block)
        done.unread += len(block) - len(readable)
        if readable:
            rated = side.rate([reader.units(one, side.compiled)[0] for one in readable])
            done.count(rated.certain.tolist(), rated.possible.tolist())
        if told is not None:
            told(len(block))
    return done


def _replay_packed(
    database: Database, done: Replay, reader: "Reader", prefix: str, told: Progress | None
) -> bool:
    """Rate packed answers alone, since attainment asks for nothing else; False where some read otherwise.

    One transaction sees the versions and the bytes: none can come in between and be misread.
    """
    compiled, name = done.side.compiled, done.side.instrument.questionnaire.id
    with database.read(SYSTEM) as session:
        rules = queries.current_rules(session, name, prefix)
        if not all(reader.reads_as(f"{one}@{version}", digest, compiled) for one, version, digest in rules):
            return False
        for block in queries.current_packed(session, name, prefix, PACKED_BLOCK):
            ranks = rate_packed(compiled, block).attainment
            done.units += len(block)
            done.count(ranks.certain.tolist(), ranks.possible.tolist())
            if told is not None:
                told(len(block))
    return True


def compare(
    database: Database,
    catalogue: Catalogue,
    old: Side,
    new: Side,
    *,
    prefix: str = "",
    told: Progress | None = None,
) -> Comparison:
    """Compare what two versions make of the current submissions of the new one's instrument, as above."""
    comparison, reader = Comparison(old, new), Reader(catalogue)
    for block in _blocks(database, new, prefix):
        readable = [submission for submission in block if reader.version_of(submission) is not None]
        pairs = [reader.units(one, old.compiled, new.compiled) for one in readable]
        comparison.add([pair[0] for pair in pairs], [pair[1] for pair in pairs])
        comparison.units += len(block) - len(readable)
        comparison.unrated += len(block) - len(readable)
        if told is not None:
            told(len(block))
    return comparison


def _blocks(database: Database, side: Side, prefix: str) -> Iterator[list[Submission]]:
    with database.read(SYSTEM) as session:
        yield from queries.current(session, side.instrument.questionnaire.id, prefix, BLOCK)


class Reader:
    """Reads submissions under the versions they were packed with, each version looked up once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.versions: dict[tuple[str, str], CompiledQuestionnaire | None] = {}
        self.layouts: dict[tuple[int, int], bool] = {}

    def version_of(self, submission: Submission) -> CompiledQuestionnaire | None:
        """The version a submission was packed with, None where the catalogue has no such rules."""
        return self.version(f"{submission.questionnaire}@{submission.version}", submission.rules_digest)

    def version(self, key: str, digest: str) -> CompiledQuestionnaire | None:
        """The version `id@version` if its rules have this digest; None where the catalogue has none such."""
        if (key, digest) not in self.versions:
            self.versions[key, digest] = self._found(key, digest)
        return self.versions[key, digest]

    def _found(self, key: str, digest: str) -> CompiledQuestionnaire | None:
        try:
            known = rating.digests_for(self.catalogue, key)
        except UnknownName:
            return None
        return rating.questionnaire_for(self.catalogue, key) if known.rules == digest else None

    def reads_as(self, key: str, digest: str, target: CompiledQuestionnaire) -> bool:
        """Whether bytes packed under these rules can be read under another version as they are."""
        own = self.version(key, digest)
        if own is None:
            return False
        pair = id(own), id(target)
        if pair not in self.layouts:
            self.layouts[pair] = same_layout(own, target)
        return self.layouts[pair]

    def units(self, submission: Submission, *targets: CompiledQuestionnaire) -> tuple[UnitInput, ...]:
        """What was submitted, as each of some versions reads it; LookupError for unknown rules."""
        own = self.version_of(submission)
        if own is None:
            raise LookupError(submission.version)
        frozen = snapshot.from_text(submission.snapshot)
        answers = decode(own, submission.packed, frozen.reasons)
        unit = UnitInput(
            id=f"{frozen.firm_name} {submission.reference}",
            profile=frozen.profile,
            facts={fact: list(values) for fact, values in frozen.facts.items()},
            answers=answers,
            titles=None if frozen.titles is None else TitlesOnRecord(frozen.titles),
        )
        return tuple(
            unit
            if self.reads_as(own.questionnaire.key, submission.rules_digest, target)
            else replace(unit, answers=carried(answers, target))
            for target in targets
        )
