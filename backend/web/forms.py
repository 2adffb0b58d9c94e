"""Reading posted forms: strict models of bounded fields, and messages a person can act on.

Table classes are never request bodies: they would skip validation and accept `role` and `id`.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
)
from pydantic_core import PydanticCustomError
from starlette.datastructures import FormData, QueryParams, UploadFile

from backend.services.errors import InvalidInputError
from backend.web.language import _

CSRF_FIELD = "csrf_token"


class FormModel(BaseModel):
    """Base of every form: unknown fields are refused, text is trimmed.

    `labels` names each field in the user's words, for the messages.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    labels: ClassVar[dict[str, str]] = {}


def _refuse_unstorable(value: str) -> str:
    # NUL is refused by PostgreSQL only, a lone surrogate by the driver: refuse both everywhere, with all
    # other control characters but line breaks and tabs.
    for character in value:
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\r\n\t":
            raise ValueError("control")
    return value


def _blank_to_none(value: Any) -> Any:
    return None if value == "" else value


def text(max_length: int, min_length: int = 1) -> Any:
    """A bounded text field type: trimmed, no control characters."""
    return Annotated[
        str,
        StringConstraints(min_length=min_length, max_length=max_length, strip_whitespace=True),
        AfterValidator(_refuse_unstorable),
    ]


def _iso_day(value: Any) -> Any:
    if value == "":
        raise PydanticCustomError("missing", "nothing typed")
    # pydantic would take timestamps and times of day for dates as well.
    if isinstance(value, str) and not _ISO_DAY.fullmatch(value):
        raise PydanticCustomError("date_parsing", "not a day")
    return value


_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Day = Annotated[date, BeforeValidator(_iso_day)]
"""A calendar day, written 2026-03-01."""

OptionalBlank = BeforeValidator(_blank_to_none)
"""Turns an empty field into None, for optional fields."""

Model = TypeVar("Model", bound=FormModel)

_MESSAGES = {
    "missing": "请填写{label}。",
    "string_too_short": "请填写{label}，至少 {min_length} 个字。",
    "string_too_long": "{label}最多 {max_length} 个字，请缩短。",
    "string_pattern_mismatch": "{label}的格式不对，请检查后重新填写。",
    "int_parsing": "{label}应为整数，请只填写数字。",
    "int_from_float": "{label}应为整数。",
    "greater_than_equal": "{label}不能小于 {ge}。",
    "less_than_equal": "{label}不能大于 {le}。",
    "date_from_datetime_parsing": "{label}应为日期，如 2026-03-01。",
    "date_parsing": "{label}应为日期，如 2026-03-01。",
    "literal_error": "请从列出的选项中选择{label}。",
    "enum": "请从列出的选项中选择{label}。",
    "extra_forbidden": "表单中有不认识的字段“{label}”，请刷新页面后重试。",
    "value_error": "{label}含有无法保存的字符，请重新输入。",
}
_FALLBACK = "{label}填写有误，请检查后重新填写。"


def parse(model: type[Model], form: FormData, many: Iterable[str] = ()) -> Model:
    """The posted form as `model`; fields named in `many` keep all their values as a list.

    Raises InvalidInputError with one message per field.
    """
    lists = set(many)
    values: dict[str, Any] = {name: [] for name in lists}
    for name, value in form.multi_items():
        if name == CSRF_FIELD or not isinstance(value, str):
            continue
        if name in lists:
            values[name].append(value)
        elif name in values:
            raise InvalidInputError({name: _("表单中“{name}”出现了两次，请刷新页面后重试。", name=name[:40])})
        else:
            values[name] = value
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InvalidInputError(_messages(model, error)) from None


def parse_query(model: type[Model], query: QueryParams) -> Model:
    """What stands behind the `?` of an address, read as strictly as a form."""
    pairs: list[tuple[str, str | UploadFile]] = list(query.multi_items())
    return parse(model, FormData(pairs))


def _messages(model: type[FormModel], error: ValidationError) -> dict[str, str]:
    found: dict[str, str] = {}
    for problem in error.errors():
        field = str(problem["loc"][0]) if problem["loc"] else ""
        template = _MESSAGES.get(problem["type"], _FALLBACK)
        if problem["type"] == "string_too_short" and problem["ctx"]["min_length"] == 1:
            template = _MESSAGES["missing"]
        label = model.labels.get(field, field[:40])
        found.setdefault(field, _(template, label=label, **problem.get("ctx", {})))
    return found
