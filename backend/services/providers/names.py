"""Names of service providers: as they are compared, and the one order in which they are listed."""

import unicodedata

from backend.services.title_holders import name_key

_ORDERED = 24
"""Characters of a name that decide its place; at most four bytes each, two signs a byte."""

__all__ = ["name_key", "sort_key"]


def sort_key(name: str) -> str:
    """Puts names in one order on every database: that of the national character code, GB 18030.

    Its common characters (GB 2312, level 1) stand in the order of their pinyin. Hexadecimal digits compare
    alike under every collation.
    """
    plain = unicodedata.normalize("NFKC", name)[:_ORDERED]
    return plain.encode("gb18030", errors="replace").hex()
