"""Reading the answers of a form page: every field's name is `<what>:<item id>`, one group per item.

The same fields come from a single item that saves itself and from a whole page sent without scripts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field, PositiveInt
from starlette.datastructures import FormData

from backend.services.errors import InvalidInputError
from backend.services.item_view import Attempt
from backend.services.saving import SaveAnswer
from backend.web.forms import FormModel, parse, text
from backend.web.language import _

NOT_APPLICABLE = "-"
"""Value of the choice 不适用: no option id begins with it."""
LARGEST_REVISION = 2**31 - 1


class ItemForm(FormModel):
    """The fields of one item.

    `replace` carries the revision that somebody has seen and decided to replace; `clear` empties the answer
    and keeps the remark; `confirm` gives an answer that was taken over from an earlier submission.
    """

    labels: ClassVar[dict[str, str]] = {
        "answer": "选项",
        "reason": "不适用的原因",
        "note": "备注",
        "revision": "版本信息",
        "replace": "版本信息",
        "clear": "清除",
        "confirm": "确认",
    }
    answer: list[text(80)] = Field(default=[], max_length=60)  # type: ignore[valid-type]
    reason: text(500, 0) = ""  # type: ignore[valid-type]
    note: text(500, 0) = ""  # type: ignore[valid-type]
    revision: int | None = Field(default=None, ge=0, le=LARGEST_REVISION)
    replace: PositiveInt | None = Field(default=None, le=LARGEST_REVISION)
    clear: text(1, 0) = ""  # type: ignore[valid-type]
    confirm: text(1, 0) = ""  # type: ignore[valid-type]


@dataclass(frozen=True)
class Typed:
    """What came from the screen for one item."""

    item: str
    fields: ItemForm

    @property
    def not_applicable(self) -> str | None:
        """The reason of 不适用, or None where it was not chosen."""
        return self.fields.reason if NOT_APPLICABLE in self.fields.answer and not self.fields.clear else None

    @property
    def options(self) -> tuple[str, ...]:
        """The chosen option ids."""
        if self.fields.clear:
            return ()
        return tuple(option for option in self.fields.answer if option != NOT_APPLICABLE)

    def command(self, assessment_id: str, *, confirms: bool = False) -> SaveAnswer:
        """The command that would store it; `confirms` for whoever confirms the whole page."""
        fields = self.fields
        return SaveAnswer(
            assessment_id=assessment_id,
            item=self.item,
            revision=fields.revision if fields.replace is None else fields.replace,
            options=self.options,
            not_applicable=self.not_applicable,
            note=fields.note,
            confirms=confirms or bool(fields.confirm),
        )

    def refused(self, problem: str) -> Attempt:
        """What to show again because the item does not allow it."""
        return Attempt(
            options=self.options,
            not_applicable=self.not_applicable,
            note=self.fields.note,
            revision=self.fields.revision or 0,
            problem=problem,
        )


def items_in(form: FormData) -> list[str]:
    """The ids of the items that the form has fields of, in their order on the page."""
    names = (name.partition(":") for name, _value in form.multi_items())
    return list(dict.fromkeys(item for _what, colon, item in names if colon))


def typed(form: FormData, item: str) -> Typed:
    """The fields of one item, whatever else the form holds.

    Raises InvalidInputError with one message under the item's id.
    """
    own = FormData(list(_fields_of(form, item)))
    try:
        return Typed(item, parse(ItemForm, own, many=("answer",)))
    except InvalidInputError as error:
        raise InvalidInputError({item: error.message}) from None


def _fields_of(form: FormData, item: str) -> Iterator[tuple[str, str]]:
    for name, value in form.multi_items():
        what, colon, of_item = name.partition(":")
        if not colon or of_item != item:
            continue
        if not isinstance(value, str):
            raise InvalidInputError({item: _("这里不能上传文件，请用题目下方的“上传佐证”。")})
        # Scripts send line breaks as LF, forms as CRLF: the same remark must compare equal.
        yield what, value.replace("\r\n", "\n")
