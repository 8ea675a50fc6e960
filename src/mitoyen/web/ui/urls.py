from django.urls import path

from mitoyen.web.ui import views

app_name = "ui"
urlpatterns = [path("", views.style, name="style")]
