"""What can go wrong, as product text that pages and commands show as it is: what, where, what to do."""

from collections.abc import Mapping


class ServiceError(Exception):
    """Base: `message` is for the user, in Chinese; `status` is the HTTP status a page answers with."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFoundError(ServiceError):
    """The object does not exist, or not for this actor."""

    status = 404

    def __init__(self, message: str = "没有找到这一页，或您没有查看它的权限。请从首页重新进入。") -> None:
        super().__init__(message)


class ForbiddenError(ServiceError):
    """The actor may see the object but not do this to it."""

    status = 403


class InvalidInputError(ServiceError):
    """Fields that cannot be accepted: `fields` maps the field's name to its message."""

    status = 422

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("；".join(fields.values()))
        self.fields = dict(fields)


class ConflictError(ServiceError):
    """The object has changed, or is no longer in a state that allows this."""

    status = 409


class TooManyAttemptsError(ServiceError):
    """Paused because of too many failed attempts."""

    status = 429


class MissingVersionError(ServiceError):
    """A change came without the version it was based on, so nobody can tell what it would overwrite."""

    status = 428

    def __init__(self, message: str = "缺少版本信息，本次操作没有保存。请刷新页面后重新填写。") -> None:
        super().__init__(message)
