"""Accounts: the person, the login, what the login may do, its sessions and its failed attempts."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id


class Person(SQLModel, table=True):
    """The only place of personal data; deleting a person empties this row and nothing else."""

    __tablename__ = "person"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    name: str = Field(max_length=40)
    phone: str = Field(default="", max_length=30)


class Account(SQLModel, table=True):
    """A login. `region` makes it an official of that area; `is_admin` an administrator."""

    __tablename__ = "account"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    person_id: str = Field(foreign_key="person.id", unique=True, max_length=20)
    login: str = Field(unique=True, max_length=60)
    password_hash: str = Field(default="", max_length=200)
    is_admin: bool = Field(default=False)
    region: str = Field(default="", max_length=6)
    disabled: bool = Field(default=False)
    created_at: datetime = Field(sa_type=Instant)


class LoginSession(SQLModel, table=True):
    """A server-side session: only the hash of the cookie's token is stored."""

    __tablename__ = "login_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=20)
    csrf_token: str = Field(max_length=43)
    created_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)


class LoginFailure(SQLModel, table=True):
    """One failed login, counted per account and per network address within the login window."""

    __tablename__ = "login_failure"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    login: str = Field(index=True, max_length=60)
    address: str = Field(index=True, max_length=45)
    at: datetime = Field(sa_type=Instant, index=True)
