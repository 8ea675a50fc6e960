from django.urls import path

from mitoyen.web.measure.boards import views

app_name = "measure"
urlpatterns = [
    path("", views.country, name="country"),
    path("chercher/", views.search, name="search"),
    path("compteur/", views.counter, name="counter"),
    path("<code>/", views.board, name="board"),
    path("<code>/figures/", views.figures, name="figures"),
    path("<code>/embed/", views.embed, name="embed"),
    path("<code>/figures.csv", views.figures_csv, name="csv"),
    path("<code>/datapackage.zip", views.datapackage, name="package"),
    path("<code>/versions/", views.versions, name="versions"),
]
