"""The rules of the house that a machine can look for (the layout and the style are in CONTRIBUTING.md)."""

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment

from backend.paths import TEMPLATES
from backend.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("backend", "assessments", "scoring")
NOT_OURS = {".git", ".hypothesis", ".venv", "var", "dist", "vendor", "__pycache__"}
# Words, not the punctuation between two looked-up pieces.
CHINESE = re.compile(r"[\u3400-\u9fff]+")


@cache
def our_files(suffix: str = "") -> list[Path]:
    """All files of the tree (with this suffix), without what tools make and what others wrote."""
    found: list[Path] = []
    for folder, subfolders, names in os.walk(ROOT):
        # Not going into .venv at all is what keeps this quick.
        subfolders[:] = [name for name in subfolders if name not in NOT_OURS and not name.endswith("_cache")]
        found += [Path(folder, name) for name in names if name.endswith(suffix)]
    assert found, f"no {suffix} file: the walk is broken"
    return found


def package_modules() -> list[Path]:
    """All Python modules of the three packages."""
    modules = [path for path in our_files(".py") if path.relative_to(ROOT).parts[0] in PACKAGES]
    assert modules
    return modules


def place(path: Path, line: int) -> str:
    """Where something was found, as editors link it."""
    return f"{path.relative_to(ROOT)}:{line}"


def parsed(path: Path) -> ast.Module:
    """The module's syntax tree."""
    return ast.parse(path.read_text())


# --- layout ---------------------------------------------------------------------------------------------


def test_alembic_folder_does_not_shadow_the_library() -> None:
    assert (ROOT / "alembic" / "env.py").is_file()
    assert not (ROOT / "alembic" / "__init__.py").exists()


def test_there_is_one_lint_configuration() -> None:
    # A ruff.toml, mypy.ini or pytest.ini silently disables the section in pyproject.toml.
    rivals = {"ruff.toml", "mypy.ini", "pytest.ini", "setup.cfg", "tox.ini"}
    assert not [path for path in our_files() if path.name.removeprefix(".") in rivals]


def test_locked_sets_agree() -> None:
    run, test = pins("run"), pins("test")
    assert run, "requirements/run.txt pins nothing"
    assert run <= test, "requirements/test.txt holds other versions: run `make lock`"


def pins(name: str) -> set[str]:
    """Every name==version of a locked set."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return set(re.findall(r"^[\w.-]+==\S+", text, re.MULTILINE))


# --- transactions ---------------------------------------------------------------------------------------


def calls(tree: ast.AST, method: str) -> Iterator[int]:
    """Lines that call a method of this name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
            yield node.lineno


def yields_inside_write(tree: ast.AST) -> Iterator[int]:
    """Lines that yield inside `with ….write(…)`: the commit would come after the response."""
    for block in ast.walk(tree):
        if isinstance(block, ast.With) and any(any(calls(item, "write")) for item in block.items):
            inside = ast.walk(block)
            yield from (node.lineno for node in inside if isinstance(node, ast.Yield | ast.YieldFrom))


def test_only_the_engine_commits() -> None:
    engine = ROOT / "backend" / "db" / "engine.py"
    assert engine.is_file()
    others = [path for path in package_modules() if path != engine]
    found = [place(path, line) for path in others for line in calls(parsed(path), "commit")]
    assert not found, f"services open database.write(actor), which commits when the block ends: {found}"


def test_nothing_commits_after_a_yield() -> None:
    found = [place(path, line) for path in package_modules() for line in yields_inside_write(parsed(path))]
    assert not found, f"code after yield runs after the response; a save shown as done could be lost: {found}"


def test_the_search_for_yields_finds_one() -> None:
    source = "def dependency(db):\n    with db.write(actor) as session:\n        yield session\n"
    assert list(yields_inside_write(ast.parse(source))) == [3]


# --- templates ------------------------------------------------------------------------------------------

FORBIDDEN_IN_MARKUP = {
    "style attribute": re.compile(r"(?:^|[\s\"'])style\s*="),
    "inline handler": re.compile(r"(?:^|[\s\"'])on[a-z]+\s*="),
    "hx-on": re.compile(r"\bhx-on\b"),
    "js: value": re.compile(r"\b(?:js|javascript):"),
    "inline script": re.compile(r"<script(?![^>]*(?:\ssrc=|application/json))"),
    "inline stylesheet": re.compile(r"<style\b"),
}
FORBIDDEN_IN_CODE = {
    "|safe": re.compile(r"\|\s*safe\b"),
    "autoescape block": re.compile(r"\bautoescape\b"),
}


def template_faults(source: str) -> Iterator[tuple[int, str]]:
    """Line and kind of everything the content policy, escaping or translation would not like."""
    tokens = list(Environment(autoescape=True).lex(source))
    for line, kind, text in tokens:
        if kind == "data":
            yield from ((line, name) for name, pattern in FORBIDDEN_IN_MARKUP.items() if pattern.search(text))
            yield from ((line, f"{words} outside _(…)") for words in CHINESE.findall(text))
    for name, pattern in FORBIDDEN_IN_CODE.items():
        for found in pattern.finditer(re.sub(r"\{#.*?#\}", blank_out, source, flags=re.DOTALL)):
            yield source.count("\n", 0, found.start()) + 1, name
    yield from _unlooked_up(tokens)


def blank_out(comment: re.Match[str]) -> str:
    """A comment replaced by as many line breaks, so that line numbers stay."""
    return "\n" * comment.group().count("\n")


def _unlooked_up(tokens: list[tuple[int, str, str]]) -> Iterator[tuple[int, str]]:
    """Chinese string literals that are not the first argument of the look-up `_`."""
    code = [token for token in tokens if token[1] not in {"whitespace", "data"}]
    for index, (line, kind, text) in enumerate(code):
        looked_up = [token[2] for token in code[max(index - 2, 0) : index]] == ["_", "("]
        if kind == "string" and CHINESE.search(text) and not looked_up:
            yield line, f"{text} outside _(…)"


def test_templates_keep_to_policy_escaping_and_translation() -> None:
    templates = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    assert templates
    faults = [(path, *fault) for path in templates for fault in template_faults(path.read_text())]
    assert not faults, "\n".join(f"{place(path, line)} {fault}" for path, line, fault in faults)


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red">',
        '<a onclick="go()">',
        '<p {% if page.wide %}style="width: 9em"{% endif %}>',
        '<a hx-on:click="go()">',
        """<a hx-vals='js:{"a": 1}'>""",
        "<script>go()</script>",
        "<style>p {}</style>",
        "{{ page.text | safe }}",
        "{% autoescape false %}{{ page.text }}{% endautoescape %}",
        "<p>登录</p>",
        '{{ ui.field("登录名") }}',
        '{{ _(page.title, "登录名") }}',
    ],
)
def test_each_fault_of_a_template_is_found(source: str) -> None:
    assert list(template_faults(source))


@pytest.mark.parametrize(
    "source",
    [
        """{# 中文 style= |safe #}<p class="style" data-on="x">{{ _("登录 |安全") }}{{ _('退出') }}</p>""",
        '<script src="/static/page.js" defer></script><script type="application/json" id="trend">{}</script>',
        '{% if page.only %}{{ _("有 {count} 处", count=page.count) }}{% endif %}',
    ],
)
def test_a_clean_template_passes(source: str) -> None:
    assert not list(template_faults(source))


# --- commands and settings ------------------------------------------------------------------------------


def make_targets() -> list[str]:
    """The targets of the Makefile that people call."""
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony is not None
    return phony.group(1).split()


def test_make_help_explains_every_target() -> None:
    shown = subprocess.check_output(["make", "--no-print-directory", "help"], cwd=ROOT, text=True)
    explained = re.findall(r"^  ([a-z-]+) +\S", shown, re.MULTILINE)
    assert sorted(explained) == sorted(make_targets())


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_readme_names_every_target(readme: str) -> None:
    text = (ROOT / readme).read_text()
    named = re.findall(r"`(?:make )?([a-z-]+)`|make ([a-z-]+) ", text)
    assert not set(make_targets()) - {name for pair in named for name in pair}


def test_every_setting_has_a_sentence() -> None:
    assert Settings.model_fields
    fields = Settings.model_fields.items()
    assert not [name for name, field in fields if not (field.description or "").endswith(".")]


def test_settings_page_repeats_every_setting_with_its_sentence() -> None:
    text = (ROOT / "docs" / "settings.md").read_text()
    lines = {f"ZHITI_{name.upper()}": field.description for name, field in Settings.model_fields.items()}
    listed = dict(re.findall(r"^\| `(ZHITI_\w+)` \|.*\| (.+) \|$", text, re.MULTILINE))
    assert listed == lines


# --- what the tree must not name ------------------------------------------------------------------------

# Written in two halves, so that this file does not name them itself.
FORBIDDEN_NAMES = {
    "the workplace's folder": "../" + "shared",
    "a machine's path": "/work" + "/main",
    "a machine's home": "/root" + "/",
    "a package registry": "py" + "pi.org",
    "a package registry's files": "python" + "hosted.org",
    "npm's registry": "registry." + "npmjs",
    "Debian's registry": "deb." + "debian.org",
}


@pytest.mark.parametrize(("meaning", "name"), FORBIDDEN_NAMES.items())
def test_the_tree_names_no_place_of_a_machine(meaning: str, name: str) -> None:
    found = [str(path.relative_to(ROOT)) for path in our_files() if name.encode() in path.read_bytes()]
    assert not found, f"{meaning} is named in {found}"
