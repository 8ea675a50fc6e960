from django.urls import path

from mitoyen.web.people import notice_pages, photo_pages, views

app_name = "people"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("profil/", views.profile, name="profile"),
    path("niveaux/", views.levels_page, name="levels"),
    path("portrait/", views.face, name="face"),
    path("foyer/", views.household, name="household"),
    path("mandats/", views.mandates_page, name="mandates"),
    path("mandats/demande/<int:pk>/", views.answer, name="answer"),
    path("mandats/<int:pk>/finir/", views.end, name="end_mandate"),
    path("photo/<str:key>-<int:size>.webp", photo_pages.photo, name="photo"),
    path("avis/<str:token>/", notice_pages.stop, name="stop"),
    path("moi-meme/", views.become_oneself, name="become_oneself"),
]
