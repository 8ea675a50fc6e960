from django.urls import path

from mitoyen.web.neighbourhood.mine import data_views, views

urlpatterns = [
    path("moi/", views.home, name="mine"),
    path("moi/impact/", views.my_impact, name="mine_impact"),
    path("moi/impact/<slug:reference>/", views.exchange_impact, name="mine_exchange"),
    path("moi/avis/", views.my_notices, name="mine_notices"),
    path("moi/avis/lus/", views.read, name="mine_read_all"),
    path("moi/avis/<int:pk>/lu/", views.read, name="mine_read"),
    path("moi/reglages/", views.settings, name="mine_settings"),
    path("moi/reglages/recherches/<int:pk>/", views.drop_search, name="mine_drop_search"),
    path("moi/donnees/", data_views.data, name="mine_data"),
    path("moi/donnees/mitoyen.json", data_views.as_json, name="mine_json"),
    path("moi/donnees/mitoyen.zip", data_views.as_zip, name="mine_zip"),
    path("moi/donnees/partir/", data_views.leave, name="mine_leave"),
    path("moi/donnees/partir/code/", data_views.send_code, name="mine_leave_code"),
    path("moi/donnees/au-revoir/", data_views.gone, name="mine_gone"),
]
