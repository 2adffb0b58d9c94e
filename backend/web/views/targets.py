"""The register of targets: by document, each figure with clause, base, state and lineage."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from urllib.parse import urlencode

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.target_states import Standing
from assessments.target_words import MEASURES, STATES, TOPICS
from backend.services.targets import documents
from backend.web.language import _
from backend.web.render import zh_date
from backend.web.views.citing import known
from backend.web.views.method_common import day_words
from backend.web.views.target_rows import PATH, TargetRow, target_row


@dataclass(frozen=True)
class Chosen:
    """What the address asks for; empty for everything."""

    document: str = ""
    topic: str = ""
    state: str = ""
    measured: str = ""


@dataclass(frozen=True)
class Choice:
    """A value of a filter and what it is called."""

    value: str
    label: str


@dataclass(frozen=True)
class StateCount:
    """A state with its number of targets and the address that shows them."""

    name: str
    mark: str
    count: int
    href: str
    is_chosen: bool


@dataclass(frozen=True)
class DocumentBlock:
    """A document with its targets that pass the filter."""

    id: str
    title: str
    href: str
    facts: str
    count: int
    shown: int
    rows: tuple[TargetRow, ...]


@dataclass(frozen=True)
class TargetsPage:
    """Context of targets.html."""

    as_of: str
    total: int
    shown: int
    states: tuple[StateCount, ...]
    chosen: Chosen
    documents: tuple[Choice, ...]
    topics: tuple[Choice, ...]
    state_choices: tuple[Choice, ...]
    measures: tuple[Choice, ...]
    csv_href: str
    xlsx_href: str
    blocks: tuple[DocumentBlock, ...]


def targets_page(catalogue: Catalogue, chosen: Chosen, day: date, found: Sequence[Standing]) -> TargetsPage:
    """The register as of a day, filtered; `found` are all targets of the day."""
    all_of = {one.target.id: one for one in found}
    counts = documents(catalogue)
    chosen = understood(catalogue, chosen)
    blocks = tuple(_block(catalogue, name, all_of, chosen) for name in counts)
    return TargetsPage(
        as_of=zh_date(day),
        total=len(all_of),
        shown=sum(block.shown for block in blocks),
        states=_state_counts(all_of, chosen),
        chosen=chosen,
        documents=tuple(Choice(name, zh(catalogue.policies[name].title)) for name in counts),
        topics=tuple(Choice(topic.value, _(words)) for topic, words in TOPICS.items()),
        state_choices=tuple(Choice(state.value, _(words)) for state, words in STATES.items()),
        measures=tuple(Choice(name, _(words)) for name, words in MEASURES.items()),
        csv_href=_address(chosen, f"{PATH}/file.csv"),
        xlsx_href=_address(chosen, f"{PATH}/file.xlsx"),
        blocks=tuple(block for block in blocks if block.shown),
    )


def understood(catalogue: Catalogue, chosen: Chosen) -> Chosen:
    """The choices without those that mean nothing."""
    return Chosen(
        document=chosen.document if chosen.document in documents(catalogue) else "",
        topic=chosen.topic if chosen.topic in [topic.value for topic in TOPICS] else "",
        state=chosen.state if chosen.state in [state.value for state in STATES] else "",
        measured=chosen.measured if chosen.measured in MEASURES else "",
    )


def _state_counts(all_of: Mapping[str, Standing], chosen: Chosen) -> tuple[StateCount, ...]:
    """How many targets are in each state, under the other filters."""
    others = replace(chosen, state="")
    found = Counter(one.state for one in all_of.values() if passes(one, others))
    return tuple(
        StateCount(
            name=_(words),
            mark=state.value,
            count=found[state],
            href=_address(replace(chosen, state="" if chosen.state == state.value else state.value)),
            is_chosen=chosen.state == state.value,
        )
        for state, words in STATES.items()
    )


def _address(chosen: Chosen, path: str = PATH) -> str:
    query = urlencode({key: value for key, value in asdict(chosen).items() if value})
    return f"{path}?{query}" if query else path


def passes(standing: Standing, chosen: Chosen) -> bool:
    """Whether a target was asked for."""
    return (
        chosen.document in ("", standing.target.policy)
        and chosen.topic in ("", standing.target.topic.value)
        and chosen.state in ("", standing.state.value)
        and chosen.measured in ("", standing.target.measured)
    )


def _block(
    catalogue: Catalogue, document: str, all_of: Mapping[str, Standing], chosen: Chosen
) -> DocumentBlock:
    policy = catalogue.policies[document]
    own = [one for one in all_of.values() if one.target.policy == document]
    shown = [one for one in own if passes(one, chosen)]
    facts = (known(policy.issuer), known(policy.number), day_words(policy.date))
    labels = (_("发文机关"), _("文号"), _("成文日期"))
    return DocumentBlock(
        id=document,
        title=zh(policy.title),
        href=f"/method/policies/{document}",
        facts=" · ".join(_("{label}：{fact}", label=a, fact=b) for a, b in zip(labels, facts, strict=True)),
        count=len(own),
        shown=len(shown),
        rows=tuple(target_row(catalogue, one, all_of) for one in shown),
    )
