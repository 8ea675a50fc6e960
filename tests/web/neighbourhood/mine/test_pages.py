"""The pages of /moi/: what waits for me comes first, nothing of others' is seen, a helper sees what they may."""

import html
import re

import pytest
from django.core import mail
from django.urls import reverse

from mitoyen.web.neighbourhood.mine import queries, rows
from mitoyen.web.neighbourhood.mine.queries import Entry
from mitoyen.web.neighbourhood.models import Part, SavedSearch
from mitoyen.web.people import notices
from mitoyen.web.people.acting import CHOSEN
from mitoyen.web.people.enums import NoticeKind, Pace
from mitoyen.web.people.models import Notice, Person
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, NOW

pytestmark = pytest.mark.django_db
OWN = ("mine_impact", "mine_settings", "mine_data", "mine_json", "mine_zip", "mine_leave")
SHARED = ("mine", "mine_notices")


@pytest.fixture
def amina() -> Person:
    return cast.amina(password=cast.PASSWORD)


@pytest.fixture
def bertrand() -> Person:
    return cast.bertrand()


@pytest.fixture
def browser(client, amina):
    client.force_login(amina)
    return client


def read(answer) -> str:
    """The words of a page, spaces made one."""
    main = answer.content.decode().partition("<main")[2].partition("</main")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


# --- the first page ---------------------------------------------------------------------------------------------------


def test_what_waits_for_me_comes_before_what_waits_for_others(browser, amina, bertrand):
    cast.asked(cast.listing(bertrand, title="Scie"), amina)
    cast.asked(cast.listing(amina, title="Échelle"), bertrand)
    page = read(browser.get("/moi/"))
    assert "Échelle demandé Bertrand attend votre réponse. Vous prêtez à Bertrand" in page
    assert page.index("À vous de jouer") < page.index("Échelle") < page.index("En cours") < page.index("Scie")


@pytest.mark.parametrize(
    ("practice", "hers", "his"),
    [
        ("give", "Vous donnez à Bertrand", "Amina vous donne"),
        ("resell", "Vous vendez à Bertrand", "Amina vous vend"),
        ("paid_service", "Vous aidez Bertrand", "Amina vous aide"),
        ("group_order", "Vous proposez, Bertrand participe", "Amina propose, vous participez"),
    ],
)
def test_each_side_reads_what_it_does(browser, amina, bertrand, practice, hers, his):
    made = cast.asked(cast.listing(amina, practice=practice), bertrand)
    assert hers in read(browser.get("/moi/"))
    assert his in rows.of_exchanges([Entry(made, amina, given=False)])


def test_who_lends_a_hand_at_a_gathering_takes_part_in_it(browser, amina, bertrand):
    cafe = cast.listing(bertrand, practice="event", starts_at=cast.NOW + 7 * DAY)
    helping = Part.objects.create(listing=cafe, name="Tenir la caisse", practice="event", gives=True)
    assert cast.asked(cafe, amina, part=helping).giver == amina
    assert "Bertrand propose, vous participez" in read(browser.get("/moi/"))


def test_what_people_write_is_never_markup(browser, amina, bertrand):
    bertrand.first_name = "<i>Bertrand</i>"
    bertrand.save()
    nasty = "<script>alert('Hugo')</script> 100 %(name)s"
    cast.asked(cast.listing(bertrand, title=nasty), amina)
    cast.asked(cast.listing(amina, title=nasty), bertrand)
    cast.lent(cast.listing(bertrand, title=nasty), amina)
    page = browser.get("/moi/").content.decode()
    assert "<script>alert" not in page
    assert "<i>" not in page
    assert page.count("&lt;script&gt;") >= 4
    assert "&lt;i&gt;Bertrand&lt;/i&gt; vous prête" in page
    assert "100 %(name)s" in page


def test_the_one_who_must_confirm_is_the_one_who_has_not(amina, bertrand):
    exchange = cast.moved(cast.asked(cast.listing(bertrand), amina), "accept", bertrand)
    exchange = cast.moved(cast.moved(exchange, "hand_over", bertrand), "give_back", amina)
    (hers, _), (his, _) = (queries.under_way(person, NOW) for person in (amina, bertrand))
    assert [entry.waits for entry in hers] == []
    assert [entry.waits for entry in his] == ["Amina dit que c’est fait : confirmez d’un geste."]


def test_an_object_that_should_be_back_waits_for_both_in_their_own_words(amina, bertrand):
    exchange = cast.moved(cast.asked(cast.listing(bertrand), amina), "accept", bertrand)
    cast.moved(exchange, "hand_over", bertrand)
    told = [queries.under_way(person, NOW + 3 * DAY)[0][0].waits for person in (amina, bertrand)]
    assert told == ["C’est l’heure de rendre l’objet.", "L’objet devait revenir : est-il rendu ?"]


def test_past_exchanges_come_by_pages_and_those_counted_lead_to_what_they_brought(browser, amina, bertrand):
    offered = cast.listing(bertrand)
    done = cast.lent(offered, amina)
    for day in range(2, queries.A_PAGE + 2):
        cast.moved(cast.asked(offered, amina, NOW + day * DAY), "withdraw", amina, NOW + day * DAY)
    first, second = (browser.get(f"/moi/?page={page}") for page in (1, 2))
    link = reverse("neighbourhood:mine_exchange", args=[done.reference])
    assert link not in first.content.decode()
    assert link in second.content.decode()


def test_the_number_of_questions_does_not_grow_with_the_exchanges(
    browser, amina, bertrand, django_assert_max_num_queries
):
    offered = cast.listing(bertrand)
    for week in range(6):
        cast.lent(offered, amina, NOW - 7 * (week + 1) * DAY)
        cast.asked(cast.listing(amina, title=f"Échelle {week}"), bertrand)
    for path in ("/moi/", "/moi/impact/", "/moi/avis/"):
        with django_assert_max_num_queries(12):
            assert browser.get(path).status_code == 200


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*OWN, *SHARED])
def test_a_stranger_is_asked_to_sign_in(client, name):
    answer = client.get(reverse(f"neighbourhood:{name}"))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/compte/entrer/")


def test_nobody_weighs_an_exchange_that_is_not_theirs(browser, bertrand):
    other = cast.lent(cast.listing(bertrand), cast.resident("Farid"))
    assert browser.get(reverse("neighbourhood:mine_exchange", args=[other.reference])).status_code == 404
    assert browser.get(reverse("neighbourhood:mine_exchange", args=["nothing-here"])).status_code == 404


def test_nobody_reads_or_drops_what_is_anothers(browser, bertrand):
    notices.tell(person=bertrand, kind=NoticeKind.ACCOUNT, text="Pour Bertrand", link="", now=NOW)
    search = SavedSearch.objects.create(person=bertrand, words="scie", made_at=NOW)
    theirs = Notice.objects.get(text="Pour Bertrand")
    assert browser.post(reverse("neighbourhood:mine_read", args=[theirs.pk])).status_code == 404
    assert browser.post(reverse("neighbourhood:mine_drop_search", args=[search.pk])).status_code == 404
    theirs.refresh_from_db()
    assert theirs.read_at is None
    assert SavedSearch.objects.filter(pk=search.pk).exists()


@pytest.fixture
def helping(client, bertrand):
    """The caretaker's browser, acting for Bertrand."""
    helper = cast.caretaker()
    client.force_login(helper)
    session = client.session
    session[CHOSEN] = cast.mandate(helper, bertrand).pk
    session.save()
    return client


def test_a_helper_sees_the_exchanges_and_the_notices_of_whom_they_help(helping, bertrand, amina):
    cast.asked(cast.listing(bertrand), amina)
    assert "Bertrand et ses échanges" in read(helping.get("/moi/"))
    assert "Amina vous demande : Perceuse." in read(helping.get("/moi/avis/"))


def test_a_helper_is_led_to_what_was_done_for_whom_they_help(helping, bertrand):
    answer = helping.get("/moi/")
    assert "Gilles agit pour Bertrand depuis le" in read(answer)
    sheet = reverse("people:sheet", args=[helping.session[CHOSEN]])
    assert f'href="{sheet}"' in answer.content.decode()
    assert "Fait en votre nom par Gilles" in read(helping.get(sheet))


@pytest.mark.parametrize("name", OWN)
def test_a_helper_sees_nothing_that_is_personal(helping, name):
    for ask in (helping.get, helping.post):
        answer = ask(reverse(f"neighbourhood:{name}"))
        assert answer.status_code in (403, 405)
    assert "son impact, ses réglages et ses données ne le sont qu’à Bertrand" in read(helping.get("/moi/impact/"))


def test_a_helper_neither_weighs_an_exchange_nor_closes_an_account(helping, bertrand, amina):
    loan = cast.lent(cast.listing(bertrand), amina)
    assert helping.get(reverse("neighbourhood:mine_exchange", args=[loan.reference])).status_code == 403
    helping.post("/moi/donnees/partir/", {"password": "x", "sure": "on"})
    assert Person.objects.get(pk=bertrand.pk).is_active


# --- impact, notices, settings ----------------------------------------------------------------------------------------


def test_my_impact_is_said_in_plain_words_with_its_interval_and_how_it_is_shared(browser, amina, bertrand):
    loan = cast.lent(cast.listing(bertrand), amina, NOW - 20 * DAY)
    page = read(browser.get("/moi/impact/?period=all"))
    assert "1 prêt. Pour votre part, votre échange a un bilan incertain" in page
    assert "la moitié du carbone" in page
    one = read(browser.get(reverse("neighbourhood:mine_exchange", args=[loan.reference])))
    assert "Le bilan de cet échange est incertain" in one
    assert "Solidité C" in one
    assert "Les barres sont des moyennes" in page
    assert "La valeur centrale est une médiane" in page
    assert "Les barres sont des moyennes" in one


def test_what_a_model_invented_is_said_to_be_invented(browser, amina, bertrand):
    loan = cast.lent(cast.listing(bertrand, simulated=True), amina, NOW - 20 * DAY)
    for path in ("/moi/impact/?period=all", reverse("neighbourhood:mine_exchange", args=[loan.reference])):
        assert "Chiffres simulés Ces échanges n’ont pas eu lieu" in read(browser.get(path))


def test_without_an_exchange_the_page_says_what_will_come(browser):
    assert "Aucun échange confirmé pour l’instant." in read(browser.get("/moi/impact/"))


def test_a_notice_is_read_alone_or_with_all_the_others(browser, amina):
    for text in ("Un", "Deux", "Trois"):
        notices.tell(person=amina, kind=NoticeKind.ACCOUNT, text=text, link="/moi/", now=NOW)
    first = Notice.objects.get(text="Un")
    browser.post(reverse("neighbourhood:mine_read", args=[first.pk]))
    assert notices.unread(amina) == 2
    assert "Avis (2)" in read(browser.get("/moi/avis/"))
    browser.post(reverse("neighbourhood:mine_read_all"))
    assert notices.unread(amina) == 0


def test_in_english_a_notice_leads_to_the_english_page(browser, amina):
    notices.tell(person=amina, kind=NoticeKind.ACCOUNT, text="Un", link="/moi/impact/", now=NOW)
    assert 'href="/en/moi/impact/">Un<' in browser.get("/en/moi/avis/").content.decode()


def test_settings_are_kept_and_the_language_of_messages_comes_first(browser, amina):
    chosen = {kind.value: Pace.NEVER.value for kind in NoticeKind} | {"language": "en", "exchange": Pace.DAILY.value}
    assert browser.post("/moi/reglages/", chosen).status_code == 302
    fresh = Person.objects.get(pk=amina.pk)
    assert fresh.languages == ["en", "fr"]
    assert notices.pace(fresh, NoticeKind.EXCHANGE) == Pace.DAILY
    assert notices.pace(fresh, NoticeKind.REMINDER) == Pace.NEVER


def test_needs_nearby_are_never_sent_to_who_did_not_choose_them(browser, amina):
    page = browser.get("/moi/reglages/").content.decode()
    assert re.search(r'name="nearby" value="never"[^>]*checked', page)


def test_a_setting_that_is_none_is_said(browser):
    answer = browser.post("/moi/reglages/", {"language": "tlh"})
    assert answer.status_code == 400
    assert "field--wrong" in answer.content.decode()


def test_a_saved_search_goes_at_one_gesture(browser, amina):
    search = SavedSearch.objects.create(person=amina, words="échelle", practice="lend", made_at=NOW)
    assert "« échelle », Prêts" in read(browser.get("/moi/reglages/"))
    browser.post(reverse("neighbourhood:mine_drop_search", args=[search.pk]))
    assert not amina.searches.exists()


# --- leaving ----------------------------------------------------------------------------------------------------------

LEAVE = "/moi/donnees/partir/"


def test_the_password_closes_the_account(browser, amina):
    answer = browser.post(LEAVE, {"password": cast.PASSWORD, "sure": "on"})
    assert (answer.status_code, answer["Location"]) == (302, "/moi/donnees/au-revoir/")
    assert not Person.objects.get(pk=amina.pk).is_active
    assert browser.get("/moi/").status_code == 302


@pytest.mark.parametrize(
    "typed",
    [{"password": "faux", "sure": "on"}, {"code": "123456", "sure": "on"}, {"sure": "on"}, {"password": cast.PASSWORD}],
)
def test_nothing_less_does(browser, amina, typed):
    assert browser.post(LEAVE, typed).status_code == 400
    assert Person.objects.get(pk=amina.pk).is_active


def test_a_code_by_e_mail_stands_for_the_password_once(browser, amina):
    browser.post("/moi/donnees/partir/code/")
    (sent,) = mail.outbox
    assert sent.to == [amina.email]
    code = re.findall(r"\b\d{6}\b", str(sent.body))[0]
    assert "Un code est parti" in read(browser.get(LEAVE))
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert browser.post(LEAVE, {"code": wrong, "sure": "on"}).status_code == 400
    assert browser.post(LEAVE, {"code": f"{code[:3]} {code[3:]}", "sure": "on"}).status_code == 302
    assert not Person.objects.get(pk=amina.pk).is_active


def test_whoever_has_no_password_is_asked_for_a_code_alone(browser, amina):
    amina.set_unusable_password()
    amina.save()
    browser.force_login(amina)
    page = browser.get(LEAVE).content.decode()
    assert 'name="code"' in page
    assert 'name="password"' not in page


def test_a_password_cannot_be_guessed_for_long(browser, amina):
    for _ in range(10):
        browser.post(LEAVE, {"password": "faux", "sure": "on"})
    answer = browser.post(LEAVE, {"password": cast.PASSWORD, "sure": "on"})
    assert "Vous avez essayé trop souvent." in read(answer)
    assert Person.objects.get(pk=amina.pk).is_active


def test_the_page_says_what_goes_what_stays_and_which_object_is_out(browser, amina, bertrand):
    exchange = cast.moved(cast.asked(cast.listing(bertrand), amina), "accept", bertrand)
    cast.moved(exchange, "hand_over", bertrand)
    page = read(browser.get(LEAVE))
    for words in ("Ce qui part, pour toujours", "Ce qui reste", "« Ancien voisin »", "Un objet est encore dehors"):
        assert words in page
    answer = browser.post(LEAVE, {"password": cast.PASSWORD, "sure": "on"})
    assert "puis dites-le ici" in read(answer)
