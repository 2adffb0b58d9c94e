"""What the heading of a column may name, for one instrument."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from assessments.catalogue import Catalogue
from assessments.schema.common import zh
from assessments.schema.fact import Fact
from assessments.schema.questionnaire import Item, Questionnaire
from assessments.schema.target import RecognitionKind
from backend.batch.headings import plain


@dataclass(frozen=True)
class CodeField:
    """What every unit has; `target` is its place in the unit. The first heading is the one we write."""

    target: str
    headings: tuple[str, ...]


@dataclass(frozen=True)
class TitleField:
    """A kind of title, by id; None for the column that lists all titles held."""

    title: str | None


@dataclass(frozen=True)
class AnswerField:
    """An item, or the items that one number means by production type."""

    key: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class RemarkField:
    """A column that people keep beside the others; it is left alone without a word."""


Field = CodeField | Fact | TitleField | AnswerField | RemarkField

ID = CodeField("id", ("编号", "统一社会信用代码", "id"))
COUNTY = CodeField(
    "profile.county", ("县（市、区）", "所在县（市、区）", "县市区", "县区", "区县", "县", "county")
)
INDUSTRY = CodeField(
    "profile.industry", ("行业代码", "国民经济行业代码", "国民经济行业", "所属行业", "行业", "industry")
)
PRODUCTION = CodeField("profile.production_type", ("生产类型", "production_type"))
CODES = (ID, COUNTY, INDUSTRY, PRODUCTION)

TITLES = ("认定", "已获认定", "认定情况", "称号", "recognitions")
REMARKS = ("企业名称", "单位名称", "名称", "序号", "备注", "name")


@dataclass(frozen=True)
class Fields:
    """Every field by its plain names, the headings as we write them, and title ids by plain name."""

    known: Mapping[str, Field]
    headings: tuple[str, ...]
    titles: Mapping[str, str]

    @classmethod
    def of(cls, catalogue: Catalogue, questionnaire: Questionnaire) -> "Fields":
        """The fields of an instrument. Of two fields of one name the first counts."""
        named: list[tuple[Field, tuple[str, ...]]] = [
            *((field, field.headings) for field in CODES),
            (TitleField(None), TITLES),
            (RemarkField(), REMARKS),
            *_facts(catalogue),
            *((TitleField(kind.id), title_names(kind)) for kind in catalogue.recognition_kinds.values()),
            *_items(questionnaire),
        ]
        known: dict[str, Field] = {}
        for field, names in named:
            for name in names:
                known.setdefault(plain(name), field)
        kinds = catalogue.recognition_kinds.values()
        titles = {plain(name): kind.id for kind in kinds for name in title_names(kind)}
        return cls(known, tuple(names[0] for _, names in named), titles)


def title_names(kind: RecognitionKind) -> tuple[str, ...]:
    """What a title is called: its name first."""
    return zh(kind.name), kind.id, *kind.aliases


def item_heading(item: Item) -> str:
    """The heading that we write over the answers to an item: its number and its name."""
    return item.ref if item.ref == zh(item.name) else f"{item.ref} {zh(item.name)}"


def _facts(catalogue: Catalogue) -> list[tuple[Field, tuple[str, ...]]]:
    """Facts by label and id, and by the label without its bracket where that is one fact's alone."""
    short = {fact.id: zh(fact.label).partition("（")[0] for fact in catalogue.facts.values()}
    times = Counter(short.values())
    return [
        (fact, (zh(fact.label), fact.id, *([short[fact.id]] if times[short[fact.id]] == 1 else ())))
        for fact in catalogue.facts.values()
    ]


def _items(questionnaire: Questionnaire) -> list[tuple[Field, tuple[str, ...]]]:
    """Items by number, id and name; twins of the two production types also by the number they share."""
    items = [
        (AnswerField(item.ref, (item,)), (item_heading(item), item.id, *_numbers(item.ref)))
        for item in questionnaire.items
    ]
    shared = [(AnswerField(ref, twins), _numbers(ref)) for ref, twins in _twins(questionnaire).items()]
    names = [(AnswerField(item.ref, (item,)), (zh(item.name),)) for item in questionnaire.items]
    return [*items, *shared, *names]


def _numbers(ref: str) -> tuple[str, ...]:
    return ref, f"第{ref}题", f"第 {ref} 题"


def _twins(questionnaire: Questionnaire) -> dict[str, tuple[Item, ...]]:
    groups: dict[str, list[Item]] = {}
    for item in questionnaire.items:
        head, dot, _ = item.ref.rpartition(".")
        if dot and item.production != "all":
            groups.setdefault(head, []).append(item)
    return {
        ref: tuple(items) for ref, items in groups.items() if len({item.production for item in items}) > 1
    }
