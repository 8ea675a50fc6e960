"""Addresses of the site: French without a prefix, English under /en/, the API in no language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from mitoyen.web.config.api import api
from mitoyen.web.people import urls as people
from mitoyen.web.places import helping_urls

urlpatterns = [
    path("api/", api.urls),
    path("compte/ville/", include("mitoyen.web.people.town_urls")),  # told to a provider once
    *i18n_patterns(
        path("", include("mitoyen.web.neighbourhood.urls")),  # first: Django tries them one after the other
        path("", include("mitoyen.web.calculator.urls")),
        path("mesure/", include("mitoyen.web.measure.boards.urls")),
        path("methode/", include("mitoyen.web.method.urls")),
        path("style/", include("mitoyen.web.ui.urls")),
        path("", include("mitoyen.web.places.urls")),
        path("compte/", include("mitoyen.web.people.account_urls")),
        path("compte/", include(([*people.urlpatterns, *helping_urls.urlpatterns], people.app_name))),
        prefix_default_language=False,
    ),
]

handler400 = "mitoyen.web.ui.errors.bad_request"
handler403 = "mitoyen.web.ui.errors.forbidden"
handler404 = "mitoyen.web.ui.errors.not_found"
handler429 = "mitoyen.web.ui.errors.too_many"  # asked by the limits of sign-in
handler500 = "mitoyen.web.ui.errors.broken"
