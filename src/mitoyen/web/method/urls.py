from django.urls import path

from mitoyen.web.method import claim_views, views

app_name = "method"
urlpatterns = [
    path("", views.index, name="index"),
    path("indicateurs/<slug:id>/", views.indicator, name="indicator"),
    path("pratiques/<slug:id>/", views.practice, name="practice"),
    path("equations/", views.equations, name="equations"),
    path("equations/<slug:id>/", views.equation, name="equation"),
    path("facteurs/", views.register, name="register"),
    path("facteurs.csv", views.register_csv, name="register-csv"),
    path("facteurs.json", views.register_json, name="register-json"),
    path("facteurs/<str:id>/", views.factor, name="factor"),
    path("objets/", views.categories, name="categories"),
    path("objets/<slug:id>/", views.category, name="category"),
    path("sources/", views.sources, name="sources"),
    path("sources/<slug:id>/", views.source, name="source"),
    path("comptes/", views.accounts, name="accounts"),
    path("versions/", views.versions, name="versions"),
    path("646/", claim_views.climate, name="climate-claim"),
    path("25-pourcent/", claim_views.involvement, name="involvement-claim"),
    path("lancements/", claim_views.launches, name="launches"),
]
