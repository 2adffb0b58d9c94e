"""Reading an industry from a list: the code of a GB/T 4754 class, or its name."""

import difflib
import re
from collections.abc import Mapping

from assessments.shelf import Industry
from backend.imports.kind import Problem

CLASS = 4
_CODE = re.compile(r"[a-t]?([0-9]{2,4})(?![0-9])(.*)")
_MARKS = re.compile(r"[\s、，,；;()（）.-]+")


class Industries:
    """The classes by code and by name; what is near a name that does not exist is worked out once."""

    def __init__(self, industries: Mapping[str, Industry]) -> None:
        self._industries = industries
        self._classes = {code: one for code, one in industries.items() if one.level == CLASS}
        self._by_name = {_plain(one.name): one.code for one in self._classes.values()}
        self._above = {_plain(one.name): one for one in industries.values() if one.level < CLASS}
        self._near: dict[str, str] = {}

    def read(self, said: str, problems: list[Problem]) -> str:
        """The code of the class that a cell names; where there is none, empty with a problem."""
        found = _CODE.fullmatch(said.lower())
        code = self._by_code(found[1]) if found else self._by_name.get(_plain(said), "")
        if not code and not found and _plain(said) in self._above:
            code = self._only_class(self._above[_plain(said)])
        if not code:
            problems.append(Problem("industry", self._told(said, found[1] if found else "")))
        return code

    def _by_code(self, digits: str) -> str:
        if digits in self._classes:
            return digits
        # A number loses its leading zero; no group of three digits is called the same.
        if digits not in self._industries and f"0{digits}" in self._classes:
            return f"0{digits}"
        above = self._industries.get(digits)
        return self._only_class(above) if above is not None else ""

    def _only_class(self, above: Industry) -> str:
        """The one class below a division or group; empty where there are several."""
        inside = (
            [code for code in self._classes if code.startswith(above.code)] if above.code.isdecimal() else []
        )
        return inside[0] if len(inside) == 1 else ""

    def _told(self, said: str, digits: str) -> str:
        shown = said[:30]
        if digits in self._industries or _plain(said) in self._above:
            return f"“{shown}”是行业大类或中类，请填四位小类代码或小类名称。"
        if digits:
            return f"没有代码为“{shown}”的行业小类，请对照国民经济行业分类（GB/T 4754—2017）填四位代码。"
        return f"没有名为“{shown}”的行业小类，{self._nearest(said)}请填四位代码或小类全称。"

    def _nearest(self, said: str) -> str:
        plain = _plain(said)
        if plain not in self._near:
            names = difflib.get_close_matches(plain, self._by_name, n=2, cutoff=0.6)
            like = [self._classes[self._by_name[name]] for name in names]
            words = "、".join(f"{one.code} {one.name}" for one in like)
            self._near[plain] = f"相近的有：{words}；" if words else ""
        return self._near[plain]


def _plain(name: str) -> str:
    return _MARKS.sub("", name)
