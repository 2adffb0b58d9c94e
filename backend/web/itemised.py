"""Form fields that exist once per item, as reason:<item>: read apart from the fields every form has."""

from collections.abc import Collection
from typing import ClassVar

from starlette.datastructures import FormData

from backend.services.errors import InvalidInputError
from backend.web.forms import FormModel, parse, text
from backend.web.language import _

LONGEST_ITEM = 80


class _Line(FormModel):
    labels: ClassVar[dict[str, str]] = {"value": "逐题说明"}
    value: text(300, 0) = ""  # type: ignore[valid-type]


def split(form: FormData, prefixes: Collection[str]) -> tuple[FormData, dict[str, dict[str, str]]]:
    """The form without the fields per item, and these by prefix and item, empty ones left out.

    Raises InvalidInputError for a text that is too long or holds what cannot be stored.
    """
    rest: list[tuple[str, object]] = []
    found: dict[str, dict[str, str]] = {prefix: {} for prefix in prefixes}
    for name, value in form.multi_items():
        prefix, _colon, item = name.partition(":")
        if prefix not in found:
            rest.append((name, value))
        elif isinstance(value, str) and value.strip():
            found[prefix][item[:LONGEST_ITEM]] = _checked(name, value)
    return FormData(rest), found  # type: ignore[arg-type]


def _checked(name: str, value: str) -> str:
    try:
        return parse(_Line, FormData([("value", value)])).value  # type: ignore[no-any-return]
    except InvalidInputError as error:
        message = error.fields.get("value") or _("逐题说明填写有误，请检查后重新填写。")
        raise InvalidInputError({name[:LONGEST_ITEM]: message}) from None
