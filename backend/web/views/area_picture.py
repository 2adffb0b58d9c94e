"""The map and the table of an area as one drawing that stands on its own."""

from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend.services.area_export import FONTS
from backend.services.regions import AreaProgress
from backend.web.language import _
from backend.web.render import zh_date
from backend.web.views.area import source_words
from backend.web.views.area_address import filter_words
from backend.web.views.area_map import MapView, Measure, map_view
from backend.web.views.area_sheets import DEMO
from backend.web.views.area_table import column_groups, figures, total_words

WIDTH = 1400
MARGIN = 40
_HEAD, _LINE, _ROW, _LEGEND = 128, 26, 30, 34
_NAME_ROOM = 190
_MOST_ROWS = 40
_ONE_LINE = 5


@dataclass(frozen=True)
class Word:
    """A text of the drawing; `kind` is its class."""

    text: str
    x: int
    y: int
    kind: str


@dataclass(frozen=True)
class Picture:
    """Context of region/picture.svg: the map stands at `map_y`, lines of the table at `rules`."""

    width: int
    height: int
    fonts: str
    words: tuple[Word, ...]
    rules: tuple[int, ...]
    map: MapView
    stroke: float
    margin: int
    map_x: int
    map_y: int
    swatches: tuple[tuple[int, int, int], ...]


def picture(catalogue: Catalogue, progress: AreaProgress, measure: Measure, *, is_demo: bool) -> Picture:
    """The drawing under the page's filters; a long table is cut, which the drawing says."""
    drawn = map_view(progress, measure)
    words = list(_heading(catalogue, progress, is_demo=is_demo))
    words.append(Word(drawn.title, MARGIN, words[-1].y + _LINE + 14, "name"))
    map_y = words[-1].y + 16
    swatches = [(entry.shade, MARGIN + place * 200, map_y) for place, entry in enumerate(drawn.legend)]
    words += [
        Word(entry.text, x + 30, y + 14, "note")
        for entry, (_shade, x, y) in zip(drawn.legend, swatches, strict=True)
    ]
    map_y += _LEGEND if swatches else 0
    table_y = map_y + drawn.height + _LINE
    table, rules, end = _table(progress, table_y)
    foot = _("地图数据：天地图，审图号 GS（2024）0650号；界线未作简化。自评由企业自报，不等于认定。")
    words += [*table, Word(foot, MARGIN, end + _LINE, "note")]
    return Picture(
        width=WIDTH,
        height=end + 2 * _LINE,
        fonts=FONTS,
        words=tuple(words),
        rules=tuple(rules),
        map=drawn,
        # The map is drawn in units of its grid: a line has to be as much wider as the map is smaller.
        stroke=round(1 / drawn.scale, 1),
        margin=MARGIN,
        map_x=(WIDTH - drawn.width) // 2,
        map_y=map_y,
        swatches=tuple(swatches),
    )


def _heading(catalogue: Catalogue, progress: AreaProgress, *, is_demo: bool) -> list[Word]:
    chosen = [words for _name, words in filter_words(catalogue, progress.view)]
    lines = [
        _("截至{day} · {name}", day=zh_date(progress.as_of), name=zh(progress.questionnaire.title)),
        *(["；".join(chosen)] if chosen else []),
        *source_words(progress),
        *([_(DEMO)] if is_demo else []),
    ]
    title = _("{area}：分级自评与认定进展", area=progress.area.name)
    words = [Word(title, MARGIN, 62, "title")]
    words += [Word(line, MARGIN, 100 + number * _LINE, "note") for number, line in enumerate(lines)]
    return words


def _halves(name: str) -> tuple[str, ...]:
    """The name of a column in one or two lines."""
    half = -(-len(name) // 2)
    return (name,) if len(name) <= _ONE_LINE else (name[:half], name[half:])


def _table(progress: AreaProgress, top: int) -> tuple[list[Word], list[int], int]:
    """The words of the table, the rules between its lines, and where it ends."""
    groups = column_groups(progress)
    number = sum(len(group.columns) for group in groups)
    room = (WIDTH - 2 * MARGIN - _NAME_ROOM) // number
    right = [MARGIN + _NAME_ROOM + room * (place + 1) for place in range(number)]
    words, place = [], 0
    for group in groups:
        words.append(Word(group.name, right[place] - room + 12, top, "head"))
        place += len(group.columns)
    names = (name for group in groups for name in group.columns)
    for name, x in zip(names, right, strict=True):
        words += [Word(part, x, top + _LINE + 20 * line, "column") for line, part in enumerate(_halves(name))]
    top += 20
    lines = [(line.name, line.counts) for line in progress.lines[:_MOST_ROWS]]
    lines.append((total_words(progress), progress.total))
    rules = [top + _LINE + 10]
    y = top + _LINE
    for name, counts in lines:
        y += _ROW
        cells = [one for group in figures(progress, counts) for one, _query in group]
        words.append(Word(name, MARGIN, y, "name"))
        words += [
            Word("—" if one is None else f"{one:,}", x, y, "number")
            for one, x in zip(cells, right, strict=True)
        ]
        rules.append(y + 9)
    if len(progress.lines) > _MOST_ROWS:
        y += _ROW
        words.append(Word(_("其余各行见表格文件。"), MARGIN, y, "note"))
    return words, rules, y
