"""Looking up the interface's strings: the source language is Chinese, a translation can follow.

Templates and code write `_("中文")`; a gettext catalogue for another language maps from the Chinese text.
"""

from gettext import NullTranslations

_translations = NullTranslations()


def _(message: str, **values: object) -> str:
    """The message in the reader's language, with `{name}` places filled from `values`."""
    text = _translations.gettext(message)
    return text.format(**values) if values else text
