"""Addresses of the pages of allauth, each in French words; their names stay those that allauth knows."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as application
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as town
from django.urls import path

urlpatterns = [
    path("entrer/", account.login, name="account_login"),
    path("entrer/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("entrer/second/", second_factor.authenticate, name="mfa_authenticate"),
    path("entrer/cle/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("sortir/", account.logout, name="account_logout"),
    path("creer/", account.signup, name="account_signup"),
    path("ferme/", account.account_inactive, name="account_inactive"),
    path("confirmer/", account.reauthenticate, name="account_reauthenticate"),
    path("confirmer/second/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("confirmer/cle/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("adresse/", account.email, name="account_email"),
    path("adresse/code/", account.email_verification_sent, name="account_email_verification_sent"),
    path("mot-de-passe/", account.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", account.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path("mot-de-passe/oublie/code/", account.confirm_password_reset_code, name="account_confirm_password_reset_code"),
    path("mot-de-passe/oublie/nouveau/", account.complete_password_reset, name="account_complete_password_reset"),
    path("mot-de-passe/oublie/fait/", account.password_reset_from_key_done, name="account_password_reset_completed"),
    path("securite/", second_factor.index, name="mfa_index"),
    path("securite/application/", application.activate_totp, name="mfa_activate_totp"),
    path("securite/application/retirer/", application.deactivate_totp, name="mfa_deactivate_totp"),
    path("securite/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("securite/codes/nouveaux/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("securite/codes/fichier/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("securite/cles/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("securite/cles/ajouter/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("securite/cles/<int:pk>/nommer/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("securite/cles/<int:pk>/retirer/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("ville/", town.connections, name="socialaccount_connections"),
    path("ville/creer/", town.signup, name="socialaccount_signup"),
    path("ville/annule/", town.login_cancelled, name="socialaccount_login_cancelled"),
    path("ville/erreur/", town.login_error, name="socialaccount_login_error"),
]
