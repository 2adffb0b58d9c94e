"""Reading the heading of a column: what it names, its unit, its year, and whether it holds the source."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_BLANKS = re.compile(r"\s+")
# What may follow a name, taken off from the end: 来源, a year, a unit in brackets, an end of a period.
_TAIL = re.compile(
    r"[\s._@:-]*(?:(?P<source>来源|source)|(?P<year>(?:19|20)[0-9]{2})(?:年度?)?"
    r"|\((?P<unit>[^()]*)\)|(?P<end>起|止|from|to))$"
)
_HEAD_YEAR = re.compile(r"^(?P<year>(?:19|20)[0-9]{2})年度?[\s._-]*")


@dataclass(frozen=True)
class Heading:
    """A heading taken apart; `name` is plain, and empty where nothing known was found."""

    name: str
    year: int | None = None
    unit: str | None = None
    source: bool = False
    end: str | None = None


def plain(text: str) -> str:
    """A heading for comparing: full-width signs made ordinary, lower case, single spaces."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip().lower()


def take_apart(text: str, knows: Callable[[str], bool]) -> Heading:
    """The name in a heading that `knows` accepts, with what stands around it.

    Whole headings come first, so that a bracket that belongs to a name (全职职工人数（年末）) stays with it.
    """
    rest = plain(text)
    found: dict[str, str] = {}
    while rest:
        if knows(rest):
            return _heading(rest, found)
        head, tail = _HEAD_YEAR.match(rest), _TAIL.search(rest)
        if tail is not None and tail.lastgroup not in found:
            found[str(tail.lastgroup)] = tail[str(tail.lastgroup)]
            rest = rest[: tail.start()].strip()
        elif head is not None and "year" not in found:
            found["year"] = head["year"]
            rest = rest[head.end() :]
        else:
            break
    return _heading("", found)


def _heading(name: str, found: dict[str, str]) -> Heading:
    year = found.get("year")
    return Heading(name, int(year) if year else None, found.get("unit"), "source" in found, found.get("end"))


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The known heading most like a text, None where none is."""
    by_plain = {plain(heading): heading for heading in known}
    close = difflib.get_close_matches(plain(text), by_plain, n=1, cutoff=0.5)
    return by_plain[close[0]] if close else None


def letters(place: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, digit = divmod(place - 1, 26)
        name = chr(ord("A") + digit) + name
    return name
