from django.urls import path

from mitoyen.web.neighbourhood.listings import feed_views, listing_views, publish_views

urlpatterns = [
    path("v/", feed_views.here, name="here"),
    path("v/<place>/", feed_views.feed, name="feed"),
    path("v/<place>/chercher/", feed_views.search_page, name="search"),
    path("v/<place>/chercher/garder/", feed_views.save_search, name="save_search"),
    path("v/<place>/chercher/<int:pk>/oublier/", feed_views.forget_search, name="forget_search"),
    path("v/<place>/demander/", publish_views.need, name="need"),
    path("v/<place>/publier/", publish_views.publish, name="publish"),
    path("annonce/categories/", publish_views.categories_for, name="categories"),
    path("annonce/<slug:reference>/", listing_views.listing, name="listing"),
    path("annonce/<slug:reference>/modifier/", publish_views.edit, name="edit_listing"),
    path("annonce/<slug:reference>/repondre/", listing_views.answer, name="answer"),
    path("annonce/<slug:reference>/pause/", listing_views.pause, name="pause_listing"),
    path("annonce/<slug:reference>/renouveler/", listing_views.renew, name="renew_listing"),
    path("annonce/<slug:reference>/retirer/", listing_views.close, name="close_listing"),
    path("annonce/<slug:reference>/photo/<slug:key>-<int:size>.webp", listing_views.photo, name="listing_photo"),
]
