"""Pages shown when something went wrong: what happened, and what to do next."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Trouble:
    """What a page says about one kind of trouble."""

    status: int
    title: str | Promise
    what: str | Promise
    next: str | Promise


BAD_REQUEST = Trouble(
    400,
    _("Cette demande n’est pas lisible"),
    _("L’adresse ou le formulaire contient quelque chose que nous ne comprenons pas."),
    _("Si vous avez recopié l’adresse, vérifiez qu’elle est entière. Sinon, revenez à la page d’avant et recommencez."),
)
FORBIDDEN = Trouble(
    403,
    _("Cette page ne vous est pas ouverte"),
    _("Elle demande un droit que vous n’avez pas ici."),
    _("Revenez à l’accueil, ou demandez un lien à la personne qui vous a donné cette adresse."),
)
FORM_EXPIRED = Trouble(
    403,
    _("Le formulaire a expiré"),
    _("Il a été ouvert il y a trop longtemps, ou depuis une autre page."),
    _("Revenez en arrière, rechargez la page, puis envoyez le formulaire de nouveau : rien n’a été enregistré."),
)
NOT_FOUND = Trouble(
    404,
    _("Il n’y a pas de page à cette adresse"),
    _("Elle a peut-être changé de place, une lettre s’est glissée dans l’adresse, ou elle est réservée à d’autres."),
    _("Cherchez votre commune dans le calculateur, un chiffre dans la méthode, ou une annonce dans votre voisinage."),
)
NOT_A_PAGE = Trouble(
    405,
    _("Cette adresse est celle d’un bouton"),
    _("Elle ne montre rien par elle-même, et rien n’a changé."),
    _("Revenez à la page, et faites-le de là. Ce que vous veniez d’écrire est peut-être encore à la page d’avant."),
)
TOO_MANY = Trouble(
    429,
    _("Un peu de patience"),
    _("Cela a été essayé trop souvent en peu de temps. Les comptes sont ainsi protégés de qui devine un mot de passe."),
    _("Attendez quelques minutes, puis revenez : rien n’est perdu, et rien n’est bloqué."),
)
BROKEN = Trouble(
    500,
    _("Quelque chose s’est cassé chez nous"),
    _("Ce n’est pas votre faute, et ce que vous aviez déjà enregistré est gardé."),
    _("Rechargez la page dans une minute. Si cela recommence, signalez-le avec l’adresse de la page."),
)


def _page(trouble: Trouble, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    return render(request, "ui/error.html", {"trouble": trouble}, status=trouble.status)


bad_request = partial(_page, BAD_REQUEST)
forbidden = partial(_page, FORBIDDEN)
not_found = partial(_page, NOT_FOUND)
broken = partial(_page, BROKEN)
too_many = partial(_page, TOO_MANY)


def not_a_page(request: HttpRequest, back: str) -> HttpResponse:
    """Answer to whoever opens an address that only a button sends to; `back` is the page of that button."""
    return render(request, "ui/error.html", {"trouble": NOT_A_PAGE, "back": back}, status=NOT_A_PAGE.status)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer to a form sent without a valid token."""
    return _page(FORM_EXPIRED, request)
