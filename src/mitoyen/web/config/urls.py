"""Addresses of the site: French without a prefix, English under /en/, the API in no language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from mitoyen.web.config.api import api

urlpatterns = [
    path("api/", api.urls),
    *i18n_patterns(
        path("", include("mitoyen.web.calculator.urls")),
        path("mesure/", include("mitoyen.web.measure.boards.urls")),
        path("methode/", include("mitoyen.web.method.urls")),
        path("style/", include("mitoyen.web.ui.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "mitoyen.web.ui.errors.bad_request"
handler403 = "mitoyen.web.ui.errors.forbidden"
handler404 = "mitoyen.web.ui.errors.not_found"
handler500 = "mitoyen.web.ui.errors.broken"
