"""Names: every id once, every file named after what it holds."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from assessments.problem import Finding, Place
from assessments.schema.questionnaire import Domain, Element, Questionnaire, SubDomain
from assessments.shelf import Entry, Shelf

Named = tuple[str, Place]


def required_files(shelf: Shelf) -> Iterator[Finding]:
    """A catalogue has one register of facts and one file of regions."""
    needed = (
        ("facts/register.yaml", shelf.registers),
        ("regions/<省份>.yaml", shelf.regions),
    )
    for name, entries in needed:
        folder = name.partition("/")[0]
        if not entries and not any(text.startswith(folder) for text in shelf.texts):
            yield Finding(Place(name), "缺少这个文件", "请补上")
    for entry in shelf.regions[1:]:
        yield Finding(entry.place, "区域文件多于一个", "一个目录只放一个省的区域文件")


def file_names(shelf: Shelf) -> Iterator[Finding]:
    """Paths say what a file holds, so that a reader finds it."""
    for kind in (shelf.policies, shelf.ladders):
        for entry in kind:
            yield from _expect(entry.at("id"), Path(entry.place.file).stem, entry.model.id)
    for questionnaire in shelf.questionnaires:
        version = Path(questionnaire.place.file).parent
        yield from _expect(questionnaire.at("version"), version.name, questionnaire.model.version)
        yield from _expect(questionnaire.at("id"), version.parent.name, questionnaire.model.id)
    for call in shelf.calls:
        path = Path(call.place.file)
        yield from _expect(call.at("version"), path.stem, call.model.version)
        yield from _expect(call.at("ladder"), path.parent.name, call.model.ladder)
    for chain in shelf.reviews:
        path = Path(chain.place.file)
        yield from _expect(chain.at("version"), path.stem, chain.model.version)
        yield from _expect(chain.at("id"), path.parent.name, chain.model.id)


def _expect(place: Place, in_path: str, written: str) -> Iterator[Finding]:
    if in_path != written:
        yield Finding(place, f"文件路径写的是 {in_path}，文件内写的是 {written}", "请使两者一致")


def repeated_ids(shelf: Shelf) -> Iterator[Finding]:
    """No id twice among definitions of one kind."""
    for what, names in _name_spaces(shelf):
        seen: dict[str, Place] = {}
        for name, place in names:
            if name in seen:
                yield Finding(place, f"{what} {name} 重复", f"请改名；另一处在 {seen[name].file}")
            seen.setdefault(name, place)


def _name_spaces(shelf: Shelf) -> Iterator[tuple[str, Iterable[Named]]]:
    yield "文件 id", [(e.model.id, e.at("id")) for e in shelf.policies]
    yield "梯级 id", [(e.model.id, e.at("id")) for e in shelf.ladders]
    yield "问卷版本", [(e.model.key, e.at("version")) for e in shelf.questionnaires]
    yield "申报条件版本", [(e.model.key, e.at("version")) for e in shelf.calls]
    yield (
        "目标 id",
        [(t.id, e.at("targets", i, "id")) for e in shelf.targets for i, t in enumerate(e.model.targets)],
    )
    for policy in shelf.policies:
        yield "条款 id", [(c.id, policy.at("clauses", i, "id")) for i, c in enumerate(policy.model.clauses)]
    for register in shelf.registers:
        yield "事实 id", [(f.id, register.at("facts", i, "id")) for i, f in enumerate(register.model.facts)]
        for i, fact in enumerate(register.model.facts):
            yield (
                "取值 id",
                [(c.id, register.at("facts", i, "choices", j)) for j, c in enumerate(fact.choices)],
            )
    for ladder in shelf.ladders:
        yield "梯级 id", [(v.id, ladder.at("levels", i, "id")) for i, v in enumerate(ladder.model.levels)]
    for region in shelf.regions:
        groups = [(g.id, region.at("groups", i, "id")) for i, g in enumerate(region.model.groups)]
        lines = [(g.id, region.at("group_lines", i, "id")) for i, g in enumerate(region.model.group_lines)]
        yield "组", [*groups, *lines]
    yield from _areas(shelf)
    for version in shelf.versions:
        yield "条件 id", [(g.id, version.at("gates", i, "id")) for i, g in enumerate(version.model.gates)]
    yield from _figures(shelf)
    for kinds in shelf.recognition_kinds:
        yield "称号 id", [(k.id, kinds.at("kinds", i, "id")) for i, k in enumerate(kinds.model.kinds)]
    for questionnaire in shelf.questionnaires:
        yield from _names_in(questionnaire)


def _areas(shelf: Shelf) -> Iterator[tuple[str, Iterable[Named]]]:
    """Zones, chains, clusters and their groups."""
    yield (
        "功能区",
        [(z.code, e.at("zones", i, "code")) for e in shelf.zones for i, z in enumerate(e.model.zones)],
    )
    yield (
        "产业链 id",
        [(c.id, e.at("chains", i, "id")) for e in shelf.chains for i, c in enumerate(e.model.chains)],
    )
    for entry in shelf.clusters:
        yield "产业群 id", [(g.id, entry.at("groups", i, "id")) for i, g in enumerate(entry.model.groups)]
        yield (
            "产业集群 id",
            [(c.id, entry.at("clusters", i, "id")) for i, c in enumerate(entry.model.clusters)],
        )


def _figures(shelf: Shelf) -> Iterator[tuple[str, Iterable[Named]]]:
    """Metrics, and derived facts, which share their names with the facts of the register."""
    stated = {fact.id for register in shelf.registers for fact in register.model.facts}
    for entry in shelf.metrics:
        yield "指标 id", [(m.id, entry.at("metrics", i, "id")) for i, m in enumerate(entry.model.metrics)]
        derived = [
            (fact.id, entry.at("derived_facts", i, "id")) for i, fact in enumerate(entry.model.derived_facts)
        ]
        registers = [(name, Place("facts/register.yaml")) for name, _ in derived if name in stated]
        yield "事实 id", [*registers, *derived]
        for i, fact in enumerate(entry.model.derived_facts):
            places = [entry.at("derived_facts", i, "choices", j) for j in range(len(fact.choices))]
            yield "取值 id", [(c.id, place) for c, place in zip(fact.choices, places, strict=True)]


def _names_in(entry: Entry[Questionnaire]) -> Iterator[tuple[str, Iterable[Named]]]:
    tree = list(_tree(entry))
    for depth, what in enumerate(("能力要素 id", "能力域 id", "能力子域 id")):
        yield what, [(node.id, place.at("id")) for level, node, place in tree if level == depth]
    yield "题目 id", [(item.id, entry.at("items", i, "id")) for i, item in enumerate(entry.model.items)]
    for i, item in enumerate(entry.model.items):
        yield (
            "选项 id",
            [(o.id, entry.at("items", i, "options", j, "id")) for j, o in enumerate(item.options)],
        )


def repeated_refs(shelf: Shelf) -> Iterator[Finding]:
    """No number or letter of the source twice on the same level of a questionnaire."""
    for entry in shelf.questionnaires:
        tree = list(_tree(entry))
        spaces: list[tuple[str, list[Named]]] = [
            ("能力要素编号", [(n.ref, p.at("ref")) for level, n, p in tree if level == 0]),
            ("能力域编号", [(n.ref, p.at("ref")) for level, n, p in tree if level == 1]),
            ("能力子域编号", [(n.ref, p.at("ref")) for level, n, p in tree if level == 2]),
            ("题号", [(item.ref, entry.at("items", i, "ref")) for i, item in enumerate(entry.model.items)]),
        ]
        for i, item in enumerate(entry.model.items):
            letters = [(o.ref, entry.at("items", i, "options", j, "ref")) for j, o in enumerate(item.options)]
            spaces.append(("选项字母", letters))
        for what, names in spaces:
            seen: set[str] = set()
            for name, place in names:
                if name in seen:
                    yield Finding(place, f"{what} {name} 重复", "同一层的编号须各不相同，请改正")
                seen.add(name)


def domain_files(shelf: Shelf) -> Iterator[Finding]:
    """A file domains/NN-<domain>.yaml holds the items of that domain only."""
    for entry in shelf.questionnaires:
        home = {sub.id: domain for domain in entry.model.domains for sub in domain.sub_domains}
        for i, item in enumerate(entry.model.items):
            place, domain = entry.at("items", i), home.get(item.sub_domain)
            if domain is None:
                continue
            expected = f"{domain.ref.zfill(2)}-{domain.id}.yaml"
            if Path(place.file).name != expected:
                yield Finding(
                    place, f"题目 {item.id} 属于能力域 {domain.id}，不应写在这个文件里", f"请移到 {expected}"
                )


def _tree(entry: Entry[Questionnaire]) -> Iterator[tuple[int, Element | Domain | SubDomain, Place]]:
    for i, element in enumerate(entry.model.elements):
        at = entry.at("elements", i)
        yield 0, element, at
        for j, domain in enumerate(element.domains):
            yield 1, domain, at.at("domains", j)
            for k, sub in enumerate(domain.sub_domains):
                yield 2, sub, at.at("domains", j, "sub_domains", k)
