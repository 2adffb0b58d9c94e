"""Errors of compiling, answering and stating; every message is Chinese product text."""


class CompileError(ValueError):
    """A definition that cannot be rated; the message names the place."""


class UnknownItem(LookupError):
    """No such item for this production type."""

    def __str__(self) -> str:
        """The message itself (a plain LookupError would do, a KeyError would quote it)."""
        return str(self.args[0])


class AnswerError(ValueError):
    """An answer that the item does not allow."""


class ValueFault(ValueError):
    """A value that a fact or a field does not allow."""


class UnitFileError(ValueError):
    """A file of units that cannot be read as a whole."""
