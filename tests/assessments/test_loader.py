"""Each tiny catalogue shows one feature, and loading it yields that feature in the models."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from assessments.loader import BrokenCatalogue, Catalogue, UnknownName, load_catalogue
from assessments.schema.common import in_language, zh
from assessments.schema.condition import AllOf, AnyOf, Compare, Count, Holds, InGroup, Not
from assessments.schema.fact import Source
from assessments.schema.ladder import Call
from assessments.schema.questionnaire import Item
from assessments.yaml_text import NotYaml, line_of, parse

TINY = Path(__file__).parent.parent / "tiny"
FEATURES = sorted(path.name for path in TINY.iterdir() if path.is_dir())

Assemble = Callable[[Path], Path]
LoadTiny = Callable[[str], Catalogue]


def items_of(catalogue: Catalogue) -> dict[str, Item]:
    """The items of the only questionnaire by id."""
    return {item.id: item for item in catalogue.questionnaire("little").items}


def test_there_are_features() -> None:
    assert len(FEATURES) > 1


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_loads(feature: str, tiny: LoadTiny) -> None:
    assert tiny(feature).questionnaire("little").key == "little@1"


# --- features ---------------------------------------------------------------------------------------------


def test_single_choice(tiny: LoadTiny) -> None:
    networks = items_of(tiny("single_choice"))["networks"]
    assert [option.points for option in networks.options] == [Decimal(0), Decimal("1.67"), Decimal(5)]
    assert networks.rungs.keys() == {"silver"}


def test_multiple_choice(tiny: LoadTiny) -> None:
    services = items_of(tiny("multiple_choice"))["services"]
    assert services.type == "multiple"
    assert [option.id for option in services.options if option.exclusive] == ["none-of-these"]
    assert [option.ref for option in services.options if option.derived] == ["0"]


def test_optional_item(tiny: LoadTiny) -> None:
    assert set(items_of(tiny("optional_item"))["awards"].rungs.values()) == {"optional"}


def test_implication(tiny: LoadTiny) -> None:
    (implication,) = tiny("implication").questionnaire("little").implications
    assert (implication.when.item, implication.then.item) == ("machines", "networks")


def test_production_variants(tiny: LoadTiny) -> None:
    items = items_of(tiny("production_variants"))
    assert {items[name].production for name in ("machines-discrete", "machines-process")} == {
        "discrete",
        "process",
    }
    assert [option.production for option in items["planning"].options] == [
        "all",
        "all",
        "discrete",
        "process",
    ]


def test_may_not_apply(tiny: LoadTiny) -> None:
    items = items_of(tiny("may_not_apply"))
    assert items["machines"].may_not_apply is None
    assert "委外机构" in zh(items["laboratory"].may_not_apply or {})


def test_required_share(tiny: LoadTiny) -> None:
    assert tiny("required_share").questionnaire("little").share.percent == 60


def gate_of(catalogue: Catalogue) -> Call:
    """The only call of a tiny catalogue."""
    return catalogue.calls["little-call@2025"]


def test_county_group(tiny: LoadTiny) -> None:
    catalogue = tiny("county_group")
    when = gate_of(catalogue).gates[0].when
    assert isinstance(when, AnyOf)
    lower, general = when.any_of
    assert isinstance(lower, AllOf)
    assert lower.all_of[0] == InGroup(county_in="mountains")
    assert isinstance(general, Compare)
    assert general.value == Decimal(20_000_000)
    assert general.window is not None
    assert (general.window.years, general.window.before) == (3, "done")
    assert catalogue.regions.group_members("mountains") == {"330127"}


def test_unknown_threshold(tiny: LoadTiny) -> None:
    when = gate_of(tiny("unknown_threshold")).gates[0].when
    assert isinstance(when, Compare)
    assert when.value == "unknown"


def test_two_readings(tiny: LoadTiny) -> None:
    when = gate_of(tiny("two_readings")).gates[0].when
    assert isinstance(when, Compare)
    assert (when.value, when.lenient_value) == ("2021-01-01", "2020-01-01")
    assert "没有写明" in zh(when.ambiguity or {})


def test_ordered_choice(tiny: LoadTiny) -> None:
    grade = tiny("ordered_choice").facts["grade"]
    assert grade.ordered
    assert [choice.id for choice in grade.choices] == ["不合格", "合格", "良好"]


def test_trusted_sources(tiny: LoadTiny) -> None:
    assert gate_of(tiny("trusted_sources")).gates[0].accepts == (Source.VERIFIED, Source.OFFICIAL_PLATFORM)
    assert gate_of(tiny("in_principle")).gates[0].accepts == tuple(Source)


def test_in_principle(tiny: LoadTiny) -> None:
    assert gate_of(tiny("in_principle")).gates[0].in_principle


def test_recalled_gate(tiny: LoadTiny) -> None:
    assert gate_of(tiny("recalled_gate")).gates[0].provenance == "recalled"


def test_titles_held(tiny: LoadTiny) -> None:
    when = gate_of(tiny("titles_held")).gates[0].when
    assert isinstance(when, Count)
    first, second = when.of
    assert isinstance(first, Not)
    assert first.negated == Holds(holds=("bronze-title",), within_years=3)
    assert second == Holds(holds=("silver-title",))


# --- questions to a catalogue -----------------------------------------------------------------------------


def calls_of(assemble: Assemble, periods: dict[str, str]) -> Catalogue:
    """The catalogue of `unknown_threshold` with one published-like call a year in the periods given."""
    folder = assemble(TINY / "unknown_threshold")
    text = (folder / "calls/metal/2025.yaml").read_text("utf-8").replace("status: draft", "status: published")
    for version, period in periods.items():
        written = text.replace('"2025"', f'"{version}"').replace(
            "{start: 2025-01-01, end: 2025-12-31}", period
        )
        (folder / f"calls/metal/{version}.yaml").write_text(written, "utf-8")
    from assessments.lock import write_lock

    write_lock(folder)
    return load_catalogue(folder)


def test_call_for_a_day(assemble: Assemble) -> None:
    catalogue = calls_of(
        assemble,
        {"2022": "{start: 2022-03-01, end: 2022-12-31}", "2025": "{start: 2025-01-01, end: 2025-12-31}"},
    )
    found = {
        day: catalogue.call_for("metal", date.fromisoformat(day))
        for day in ("2022-02-28", "2022-03-01", "2022-12-31", "2023-06-01", "2025-12-31", "2026-11-21")
    }
    assert {day: call and (call.call.version, call.in_force) for day, call in found.items()} == {
        "2022-02-28": None,
        "2022-03-01": ("2022", True),
        "2022-12-31": ("2022", True),
        "2023-06-01": ("2022", False),
        "2025-12-31": ("2025", True),
        "2026-11-21": ("2025", False),
    }
    assert catalogue.call_for("wood", date(2025, 6, 1)) is None


def test_a_call_with_an_unknown_end_is_shown_but_never_in_force(assemble: Assemble) -> None:
    catalogue = calls_of(assemble, {"2025": "{start: 2025-01-01, end: unknown}"})
    found = catalogue.call_for("metal", date(2025, 1, 1))
    assert found is not None
    assert not found.in_force


def test_a_call_with_an_unknown_start_is_not_even_shown(assemble: Assemble) -> None:
    catalogue = calls_of(assemble, {"2025": "{start: unknown, end: 2025-12-31}"})
    assert catalogue.call_for("metal", date(2025, 6, 1)) is None


def test_a_draft_call_is_never_in_force(tiny: LoadTiny) -> None:
    assert tiny("unknown_threshold").call_for("metal", date(2025, 6, 1)) is None


def test_the_newest_version_answers_to_the_plain_name(assemble: Assemble) -> None:
    folder = assemble(TINY / "single_choice")
    first = folder / "questionnaires/little/1"
    for version in ("2", "10"):
        copy = folder / f"questionnaires/little/{version}"
        (copy / "domains").mkdir(parents=True)
        header = (
            (first / "questionnaire.yaml").read_text("utf-8").replace('version: "1"', f'version: "{version}"')
        )
        (copy / "questionnaire.yaml").write_text(header, "utf-8")
        for path in (first / "domains").iterdir():
            (copy / "domains" / path.name).write_bytes(path.read_bytes())
    catalogue = load_catalogue(folder)
    assert catalogue.questionnaire("little").version == "10"
    assert catalogue.questionnaire("little@2").version == "2"


def test_unknown_names_are_told_in_chinese(tiny: LoadTiny) -> None:
    catalogue = tiny("single_choice")
    with pytest.raises(UnknownName, match="没有问卷“big”"):
        catalogue.questionnaire("big")
    with pytest.raises(UnknownName, match="没有条款“little-policy#two”"):
        catalogue.clause("little-policy#two")
    assert issubclass(UnknownName, LookupError)


def test_a_clause_in_words(assemble: Assemble) -> None:
    folder = assemble(TINY / "single_choice")
    path = folder / "policies/little-policy.yaml"
    assert load_catalogue(folder).clause_words("little-policy#one") == "《示例文件》1"
    text = path.read_text("utf-8")
    assert "number: unknown" in text
    path.write_text(text.replace("number: unknown", "number: 某厅〔2026〕2号", 1), "utf-8")
    assert load_catalogue(folder).clause_words("little-policy#one") == "《示例文件》（某厅〔2026〕2号）1"


def test_clause_and_county(tiny: LoadTiny) -> None:
    catalogue = tiny("single_choice")
    policy, clause = catalogue.clause("little-policy#one")
    assert (policy.id, clause.number) == ("little-policy", "1")
    assert catalogue.county("330127").name == "淳安县"
    assert catalogue.city_of("330127").name == "杭州市"
    with pytest.raises(KeyError):
        catalogue.county("330999")


def test_a_missing_folder_is_a_broken_catalogue(tmp_path: Path) -> None:
    with pytest.raises(BrokenCatalogue, match="缺少这个文件"):
        load_catalogue(tmp_path / "nowhere")


# --- strict YAML ------------------------------------------------------------------------------------------


def test_every_scalar_stays_text() -> None:
    assert parse(b"a: 1.10\nb: no\nc: 0x1\nd: ~\ne: 2025-05-28\n") == {
        "a": "1.10",
        "b": "no",
        "c": "0x1",
        "d": "~",
        "e": "2025-05-28",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"a: 1\nb: {c: 1, c: 2}\n", "键 c 重复"),
        (b"? [a]\n: 1\n", "不是合法的 YAML"),
        (b"a:\n\tb: 1\n", "行首用了制表符"),
        (b"a:\n  b: 1\n\tc: 2\n", "行首用了制表符"),
        (b"- a\n-\tb\n", "行首用了制表符"),
        ("when:\n  fact：staff\n  comparator: is\n".encode(), "键 fact 后面是全角冒号"),
        (b"a: 1\n---\nb: 2\n", "不是合法的 YAML"),
        (b"a: &x [*x]\n", "不是合法的 YAML"),
        (b"a: \x00\n", "不是合法的 YAML 文本"),
        ("名称".encode("gbk"), "不是合法的 YAML 文本"),
    ],
)
def test_what_is_not_strict_yaml(text: bytes, message: str) -> None:
    with pytest.raises(NotYaml, match=message):
        parse(text)


def test_a_wide_colon_is_told_at_its_own_line() -> None:
    with pytest.raises(NotYaml) as caught:
        parse("a: 1\nfact：staff\nb: 2\n".encode())
    assert caught.value.line == 2


def test_the_line_of_a_value() -> None:
    text = b"a: 1\nitems:\n  - id: x\n    points: 2\n  - id: y\n    points: 3\n"
    assert line_of(text, ("items", 1, "points")) == 6
    assert line_of(text, ("items", 1, "missing")) == 5
    assert line_of(b"a: [", ("a",)) is None


def test_folded_chinese_text_has_no_gaps(assemble: Assemble) -> None:
    folder = assemble(TINY / "single_choice")
    path = folder / "policies/little-policy.yaml"
    folded = (
        "title:\n"
        "  zh-CN: >-\n    示例，\n    文件第 2 版\n    用于 MES 系统\n"
        "  en: >-\n    An example\n    “in” two lines\n"
    )
    path.write_text(path.read_text("utf-8").replace('title: {zh-CN: "示例文件"}\n', folded), "utf-8")
    title = load_catalogue(folder).policies["little-policy"].title
    assert zh(title) == "示例，文件第 2 版用于 MES 系统"
    assert in_language(title, "en") == "An example “in” two lines"
    assert in_language(title, "fr") == zh(title)
