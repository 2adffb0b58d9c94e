"""Decimals and scaled integers: exact, both ways."""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache


def decimals_of(numbers: Iterable[Decimal]) -> int:
    """The most decimal places that any of the numbers uses, trailing zeros not counted."""
    return max((max(-_exponent(number), 0) for number in numbers), default=0)


def scaled(number: Decimal, decimals: int) -> int:
    """A number × 10^decimals; ValueError when that is not a whole number."""
    shifted = number.scaleb(decimals)
    if shifted != shifted.to_integral_value():
        raise ValueError(f"{number} has more than {decimals} decimals")
    return int(shifted)


@lru_cache(maxsize=4096)
def unscaled(integer: int, decimals: int) -> Decimal:
    """An integer / 10^decimals without trailing zeros: 16700 at four decimals is 1.67, 50000 is 5."""
    sign, digits = int(integer < 0), tuple(int(digit) for digit in str(abs(integer)))
    number = Decimal((sign, digits, -decimals))
    whole = number.to_integral_value()
    return Decimal(int(whole)) if number == whole else number.normalize()


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
