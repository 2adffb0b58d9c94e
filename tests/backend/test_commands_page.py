"""docs/commands.md tells every command and every option."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from backend.cli import app

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"


def commands(group: Any, words: tuple[str, ...] = ("zhiti",)) -> Iterator[tuple[str, Any]]:
    """Every command below a group with the words that call it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*words, name))
        else:
            yield " ".join((*words, name)), command


def test_every_command_and_option_is_told() -> None:
    page = PAGE.read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `zhiti")]
    everywhere = set(re.findall(r"--[a-z-]+", page.partition("\n| ")[0]))
    found = list(commands(typer.main.get_command(app)))
    assert found
    for words, command in found:
        told = " ".join(row for row in rows if row.startswith((f"| `{words} ", f"| `{words}`")))
        assert told, words
        options = {name for one in command.params for name in one.opts if name.startswith("--")}
        assert options - everywhere - set(re.findall(r"--[a-z-]+", told)) == set(), words
