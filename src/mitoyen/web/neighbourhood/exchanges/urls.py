from django.urls import path

from mitoyen.web.neighbourhood.exchanges import (
    after_views,
    agenda_views,
    fiscal_views,
    gathering_views,
    payment_views,
    views,
)

urlpatterns = [
    path("echange/<slug:reference>/", views.exchange, name="exchange"),
    path("echange/<slug:reference>/code/<slug:code>/", views.code, name="exchange_code"),
    path("echange/<slug:reference>/merci/", after_views.thank, name="exchange_thank"),
    path("echange/<slug:reference>/autrement/", after_views.otherwise, name="exchange_otherwise"),
    path("echange/<slug:reference>/signaler/", after_views.report, name="exchange_report"),
    path("echange/<slug:reference>/signalement/<int:pk>/repondre/", after_views.reply, name="exchange_reply"),
    path("echange/<slug:reference>/signalement/<int:pk>/retirer/", after_views.withdraw, name="exchange_withdraw"),
    path("echange/<slug:reference>/photos/", after_views.show_condition, name="exchange_condition"),
    path("echange/<slug:reference>/photos/<slug:key>/<int:size>/", after_views.photo, name="exchange_photo"),
    path("echange/<slug:reference>/regler/", payment_views.settle, name="exchange_settle"),
    path("echange/<slug:reference>/payer/", payment_views.start, name="exchange_pay"),
    path("echange/<slug:reference>/<slug:name>/", views.move, name="exchange_move"),  # after all the others
    path("paiement/<slug:name>/confirmer/", payment_views.confirm, name="payment_confirm"),
    path("annonce/<slug:reference>/participants/", gathering_views.participants, name="participants"),
    path("annonce/<slug:reference>/participants/presences/", gathering_views.presences, name="presences"),
    path("annonce/<slug:reference>/participants/ecrire/", gathering_views.write, name="write_to_all"),
    path("annonce/<slug:reference>/presence/<slug:code>/", gathering_views.present, name="presence"),
    path("annonce/<slug:reference>/rendez-vous.ics", agenda_views.gathering, name="gathering_ics"),
    path("moi/agenda/", agenda_views.settings, name="agenda"),
    path("moi/agenda/<slug:token>.ics", agenda_views.feed, name="agenda_feed"),
    path("moi/recapitulatif/<int:year>/", fiscal_views.recap, name="recap"),
    path("moi/recapitulatif/<int:year>.csv", fiscal_views.recap_csv, name="recap_csv"),
]
