"""Creating an account: a first name, an address shown by a code, a password that is not the first one guessed."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache

from mitoyen.web.people.models import Person
from tests.web.people.accounts import PASSWORD, account, digits, sign_up

pytestmark = pytest.mark.django_db


def test_amina_comes_in_with_the_code_of_her_e_mail(client):
    assert sign_up(client, "Amina@Corderies.example")["Location"] == "/compte/adresse/code/"
    amina = Person.objects.get()
    assert (amina.email, amina.first_name, amina.languages) == ("amina@corderies.example", "Amina", ["fr"])
    assert client.get("/compte/profil/").status_code == 302, "nobody is in before the code"
    client.post("/compte/adresse/code/", {"code": digits()})
    assert client.get("/compte/profil/").status_code == 200
    assert EmailAddress.objects.get().verified


def test_the_code_is_six_digits_in_a_plain_letter(client):
    sign_up(client)
    (letter,) = mail.outbox
    assert (letter.subject, letter.to) == ("Votre code pour Mitoyen", ["amina@corderies.example"])
    assert len(digits()) == 6
    assert digits().isdecimal()
    assert digits() not in letter.subject, "a locked telephone shows subjects"
    assert letter.message().get_content_type() == "text/plain"


def test_an_english_page_writes_in_english_and_notes_the_language(client):
    client.post("/en/compte/creer/", {"first_name": "Amina", "email": "amina@corderies.example", "password1": PASSWORD})
    assert Person.objects.get().languages == ["en"]
    assert mail.outbox[0].subject == "Your code for Mitoyen"


def test_a_wrong_code_is_told_and_the_third_one_ends_it(client):
    sign_up(client)
    right, wrong = digits(), {"code": "000000"}
    assert "pas le bon code" in client.post("/compte/adresse/code/", wrong).text
    client.post("/compte/adresse/code/", wrong)
    assert client.post("/compte/adresse/code/", wrong).status_code == 302
    client.post("/compte/adresse/code/", {"code": right})
    assert client.get("/compte/profil/").status_code == 302
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize(
    ("password", "said"),
    [("court", "trop court"), ("motdepasse", "trop courant"), ("8374920183", "numérique"), ("amina@corderies", "trop")],
)
def test_a_weak_password_is_refused_with_a_reason_and_nothing_typed_is_lost(client, password, said):
    answer = sign_up(client, password=password)
    assert said in answer.text
    assert 'value="amina@corderies.example"' in answer.text
    assert 'value="Amina"' in answer.text
    assert not Person.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("first_name", ""), ("first_name", "A" * 61), ("email", "amina")])
def test_an_answer_that_is_none_is_shown_where_it_stands(client, field, value):
    typed = {"first_name": "Amina", "email": "amina@corderies.example", "password1": PASSWORD} | {field: value}
    assert f'id="id_{field}_error"' in client.post("/compte/creer/", typed).text
    assert not Person.objects.exists()


def test_whoever_has_an_account_gets_a_letter_and_the_page_does_not_tell(client):
    account("Amina")
    taken = sign_up(client, "AMINA@corderies.example")
    assert mail.outbox[-1].subject == "Vous avez déjà un compte"
    client.logout()
    free = sign_up(client, "bertrand@corderies.example")
    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
    assert Person.objects.count() == 2


def test_the_page_of_the_code_is_the_same_for_an_address_that_is_taken(client):
    account("Amina")
    pages = []
    for email in ("amina@corderies.example", "farid@corderies.example"):
        client.cookies.clear()
        sign_up(client, email)
        page = client.get("/compte/adresse/code/").text
        pages.append(page.replace(email, "").split("<main")[1].replace(client.cookies["csrftoken"].value, ""))
    without_tokens = [
        "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line) for page in pages
    ]
    assert without_tokens[0] == without_tokens[1]


def test_an_address_that_is_taken_takes_as_long_as_a_new_one(client, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed, plain = [], MD5PasswordHasher.encode

    def counted(*told):
        hashed.append(1)
        return plain(*told)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    account("Amina")
    hashed.clear()
    sign_up(client)
    taken = len(hashed)
    client.cookies.clear()
    hashed.clear()
    sign_up(client, "farid@corderies.example")
    assert taken == len(hashed) == 1


def test_an_account_begun_and_left_is_finished_at_the_next_entry(client):
    sign_up(client)
    client.cookies.clear()
    cache.clear()  # ten seconds have gone by
    client.post("/compte/entrer/", {"login": "amina@corderies.example", "password": PASSWORD})
    assert len(mail.outbox) == 2
    client.post("/compte/adresse/code/", {"code": digits()})
    assert client.get("/compte/profil/").status_code == 200


def test_another_code_may_be_asked_and_the_first_is_good_no_more(client):
    sign_up(client)
    first = digits()
    cache.clear()
    client.post("/compte/adresse/code/", {"action": "resend"})
    assert len(mail.outbox) == 2
    second = digits()
    if first != second:
        assert "pas le bon code" in client.post("/compte/adresse/code/", {"code": first}).text
    client.post("/compte/adresse/code/", {"code": second})
    assert client.get("/compte/profil/").status_code == 200


def test_a_server_of_mail_that_is_down_is_said_and_crashes_nothing(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert (
        "n’a pas pu partir"
        in client.post(
            "/compte/creer/",
            {"first_name": "Amina", "email": "amina@corderies.example", "password1": PASSWORD},
            follow=True,
        ).text
    )


def test_where_no_mail_leaves_the_page_says_where_the_code_is(client, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    sign_up(client)
    assert "dossier « mail »" in client.get("/compte/adresse/code/").text
    (kept,) = (tmp_path / "mail").iterdir()
    assert "amina@corderies.example" in kept.read_text()


def test_where_mail_leaves_the_page_says_nothing_of_it(client):
    sign_up(client)
    assert "dossier" not in client.get("/compte/adresse/code/").text.split("<main")[1]
