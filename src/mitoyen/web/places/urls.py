from django.urls import path

from mitoyen.web.places.joining import views as joining
from mitoyen.web.places.partners import views as partners

app_name = "places"
urlpatterns = [
    path("rejoindre/", joining.join, name="join"),
    path("rejoindre/domicile/", joining.search, name="search"),
    path("rejoindre/domicile/<code>/", joining.choose, name="choose"),
    path("rejoindre/lettre/", joining.letter, name="letter"),
    path("rejoindre/invitation/<signed>/", joining.invitation, name="invitation"),
    path("rejoindre/voisins/", joining.neighbours, name="neighbours"),
    path("rejoindre/garant/", joining.vouch, name="vouch"),
    path("partenaires/", partners.index, name="partners"),
    path("partenaires/<code>/", partners.partner, name="partner"),
    path("partenaires/<code>/lettres/", partners.letters, name="letters"),
    path("partenaires/<code>/lettres/<batch>/retirer/", partners.withdraw_letters, name="withdraw_letters"),
    path("partenaires/<code>/invitations/", partners.invite, name="invite"),
    path("partenaires/<code>/invitations/<reference>/retirer/", partners.withdraw, name="withdraw"),
    path("partenaires/<code>/residences/", partners.residence, name="residence"),
    path("partenaires/<code>/quartiers/", partners.quartier, name="quartier"),
    path("partenaires/<code>/contour/", partners.outline, name="outline"),
]
