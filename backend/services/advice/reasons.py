"""Why an action stands where it does, in one sentence with the figures behind it."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from assessments.advising import Advised, Lifted
from assessments.schema.common import zh
from assessments.wording import item_words, listed

CENT = Decimal("0.01")
TENTH = Decimal("0.1")


def reason(advised: Advised, level: str, titles: Mapping[str, str], *, is_first: bool) -> str:
    """The sentence. `level` is the target's name, `titles` the actions of the list by id.

    `is_first` says that nothing in the list does more for its effort.
    """
    if advised.placed.brings != advised.action.id:
        return _for_another(advised, titles)
    if not advised.closes:
        return _for_points(advised, level)
    what = "，".join(_closed(advised, level))
    best = "，是眼下投入最省的一步" if is_first else ""
    placed = advised.placed
    together = "" if placed.effort == advised.effort else f"，连同前面几步合计努力 {placed.effort}"
    unit = "条" if placed.closes == _items(advised.lifts) else "项"
    each = each_words(placed.closes, placed.effort)
    return f"{what}{best}：努力程度 {advised.effort}{together}，平均每补 1 {unit}用 {each}。"


def each_words(closes: int, effort: int) -> str:
    """The effort for each that is closed, to a tenth: 2.5."""
    return f"{(Decimal(effort) / closes).quantize(TENTH, ROUND_HALF_UP).normalize():f}"


def refs(lifts: Sequence[Lifted]) -> str:
    """The items by their numbers: 第 24、25 题."""
    names = [one.item.ref for one in lifts]
    if all(name.replace(".", "").isdigit() for name in names):
        return f"第 {'、'.join(names)} 题"
    return listed(item_words(name) for name in names)


def _closed(advised: Advised, level: str) -> list[str]:
    found = []
    closing = [one for one in advised.lifts if one.closes]
    if closing:
        found.append(f"补上{level} {len(closing)} 条必答要求（{refs(closing)}）")
    if advised.conditions:
        found.append(f"{level}有 {len(advised.conditions)} 项条件要靠它（{listed(advised.conditions)}）")
    return found


def _for_another(advised: Advised, titles: Mapping[str, str]) -> str:
    """Of what has to be done before another action, which pays for it."""
    placed = advised.placed
    what = f"“{titles[placed.brings]}”要先做好这一步"
    each = each_words(placed.closes, placed.effort)
    own = f"，它自己也补上 {advised.closes} 项" if advised.closes else ""
    total = f"连同它一共努力 {placed.effort}，补 {placed.closes} 项，平均每补 1 项用 {each}"
    return f"{what}{own}：{total}。"


def _for_points(advised: Advised, level: str) -> str:
    if not advised.points:
        return f"离{level}的路径要用到它：努力程度 {advised.effort}。"
    points = f"{advised.points.normalize():f}"
    share = (advised.points / advised.effort).quantize(CENT, ROUND_HALF_UP)
    each = f"每单位努力增加 {share.normalize():f} 分"
    return f"{refs(advised.lifts)}增加 {points} 分：努力程度 {advised.effort}，{each}。"


def _items(lifts: Sequence[Lifted]) -> int:
    return sum(one.closes for one in lifts)


def title_of(advised: Advised) -> str:
    """The title of its action."""
    return zh(advised.action.title)
