"""Pages of listings as the tests ask for them."""

from django.test import Client

FEED = "/v/les-corderies/"
PUBLISH = f"{FEED}publier/?practice=lend&direction=offer"


def signed_in(person):
    """A browser of the person."""
    client = Client()
    client.force_login(person)
    return client


def sent(answer, status=200):
    """The text of a page, once its status is the one expected."""
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def form(title="Perceuse à percussion", **answers):
    """The form of a listing, filled in."""
    return {
        "title": title,
        "category": "drill_cordless",
        "reach": "quartier",
        "terms": "free",
        "widens": "on",
        **answers,
    }
