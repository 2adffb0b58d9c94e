"""Industries that the national standard has and our table leaves out: whoever states one made no mistake."""

import re
from collections.abc import Mapping
from typing import Any

from assessments.shelf import Industry

COVERED = "本平台只收录 B、C、D 门类及部分软件业代码"

_SECTIONS: Mapping[str, tuple[int, int]] = {
    "A": (1, 5),
    "B": (6, 12),
    "C": (13, 43),
    "D": (44, 46),
    "E": (47, 50),
    "F": (51, 52),
    "G": (53, 60),
    "H": (61, 62),
    "I": (63, 65),
    "J": (66, 69),
    "K": (70, 70),
    "L": (71, 72),
    "M": (73, 75),
    "N": (76, 79),
    "O": (80, 82),
    "P": (83, 83),
    "Q": (84, 85),
    "R": (86, 90),
    "S": (91, 96),
    "T": (97, 97),
}
"""First and last division of every section of GB/T 4754—2017."""

_CODE = re.compile(r"([A-T]?)([0-9]{2})[0-9]{0,2}", re.ASCII)


def is_outside(raw: Any, industries: Mapping[str, Industry]) -> bool:
    """Whether this names a section, or a code of a division, that the standard has and our table has not."""
    if not isinstance(raw, str):
        return False
    if raw in _SECTIONS:
        return raw not in industries
    match = _CODE.fullmatch(raw)
    if match is None or any(code.startswith(match[2]) for code in industries):
        return False
    section = next((one for one, (first, last) in _SECTIONS.items() if first <= int(match[2]) <= last), "")
    return bool(section) and match[1] in ("", section)
