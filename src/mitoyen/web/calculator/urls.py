from django.urls import path

from mitoyen.web.calculator import views

app_name = "calculator"
urlpatterns = [
    path("", views.home, name="home"),
    path("calculer/", views.form, name="form"),
    path("calculer/lieux/", views.places, name="places"),
    path("calculer/r/<key>/", views.result, name="result"),
    path("calculer/r/<first>/comparer/<second>/", views.compare, name="compare"),
]
