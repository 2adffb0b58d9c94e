"""Demo data: a synthetic population of firms for trying the site out; never in a production database."""

from backend.demo.accounts import ACCOUNTS, PASSWORD, DemoAccount
from backend.demo.load import Loaded, load

__all__ = ["ACCOUNTS", "PASSWORD", "DemoAccount", "Loaded", "load"]
