"""A bare page beside which the site's are measured: one query of twenty rows, and one template.

It goes through the same handler, middleware and context processors, with the same cookies, in the same process. It does
not ask who is signed in, so that Django reads neither session nor person for it: the pages of the site pay for these.
"""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from mitoyen.web.config import urls
from mitoyen.web.neighbourhood.models import Listing

PAGE = engines["django"].from_string(
    "<!doctype html><title>Bare</title><ul>{% for found in listings %}<li>{{ found.title }}</li>{% endfor %}</ul>"
)


def bare(request: HttpRequest) -> HttpResponse:
    """Twenty titles."""
    return HttpResponse(PAGE.render({"listings": Listing.objects.only("title").order_by("pk")[:20]}, request))


urlpatterns = [path("bare/", bare), *urls.urlpatterns]
