from django.urls import path

from mitoyen.web.neighbourhood.lending import views

urlpatterns = [
    path("annonce/<slug:reference>/calendrier/", views.month, name="calendar"),
    path("annonce/<slug:reference>/calendrier/garder/", views.keep, name="calendar_keep"),
    path("annonce/<slug:reference>/calendrier/<int:pk>/preter/", views.release, name="calendar_release"),
    path("annonce/<slug:reference>/fiche/", views.sheet, name="sheet"),
]
