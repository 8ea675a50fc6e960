"""The same people and browsers as the pages of an exchange."""

from tests.web.neighbourhood.exchanges_pages.conftest import amina, bertrand, clock, drill, signed_in

__all__ = ["amina", "bertrand", "clock", "drill", "signed_in"]
