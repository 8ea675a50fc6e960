"""Addresses of the pages of those who act for others."""

from django.urls import path

from mitoyen.web.places import helping

urlpatterns = [  # in the namespace of people, among whose pages they stand
    path("aide/", helping.helping, name="helping"),
    path("aide/accueillir/", helping.welcome, name="welcome"),
    path("aide/accord/", helping.agreement, name="agreement"),
    path("aide/demander/", helping.ask, name="ask_mandate"),
    path("aide/<int:pk>/agir/", helping.act, name="act"),
    path("aide/<int:pk>/finir/", helping.end_elsewhere, name="end_elsewhere"),
    path("aide/<int:pk>/feuille/", helping.sheet, name="sheet"),
]
