"""The two addresses that a town is told, by the names that allauth gives them."""

from django.urls import path

from mitoyen.web.people import town_views

urlpatterns = [
    path("<str:provider_id>/login/", town_views.login, name="openid_connect_login"),
    path("<str:provider_id>/login/callback/", town_views.callback, name="openid_connect_callback"),
]
