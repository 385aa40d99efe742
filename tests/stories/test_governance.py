"""Who gets in, with which rights, and how it is proven."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import DatabaseError, connection, transaction
from governance_world import PASSWORD, codes, person

from pandian.governance import operations as do
from pandian.governance import queries as ask
from pandian.governance.models import (
    Person,
    Token,
)
from pandian.governance.words import (
    ALL_HIDDEN,
    EVERYWHERE,
    SYSTEM,
    TOKEN_PREFIX,
    Scope,
)
from pandian.kernel.queries import facts_about
from pandian.kernel.words import Forbidden

pytestmark = pytest.mark.django_db


def admin_of(*sites, actor="boss"):
    return Scope(actor, 99, "Boss", False, frozenset(sites), frozenset({"governance.write"}))


# --- people


def test_a_person_signs_in_with_the_rights_of_the_role():
    made = person()
    found = do.sign_in(code="wang", password=PASSWORD, address="127.0.0.1")
    assert found.pk == made.id
    scope = ask.scope_of_person(person=found.pk)
    assert scope.sites == {"SH1"}
    assert scope.may("counting.approve", "SH1")
    assert scope.hides == frozenset()
    assert facts_about(scope=SYSTEM, sites=None, subject="person:wang")[0].kind == (
        "sign_in.succeeded")


def test_every_fault_of_a_new_person_is_named():
    with pytest.raises(do.PersonRefused) as caught:
        do.create_person(scope=SYSTEM, code="@root", name="a\nb", role="god", sites=[],
                         password="12345", language="tlh")
    assert codes(caught) == {
        ("/code", "reserved_code"), ("/name", "bad_character"), ("/role", "unknown_role"),
        ("/sites", "blank"), ("/language", "unknown_language"),
        ("/password", "password_too_short"), ("/password", "password_too_common"),
        ("/password", "password_entirely_numeric")}


@pytest.mark.parametrize(("password", "code"), [
    ("password123", "password_too_common"), ("83642915730", "password_entirely_numeric"),
    ("wang.fang.1", "password_too_similar"), ("x" * 129, "password_too_long"), (None, "missing"),
    ("seven77", "password_too_short"),
])
def test_weak_passwords_are_refused_by_name(password, code):
    with pytest.raises(do.PersonRefused) as caught:
        do.create_person(scope=SYSTEM, code="wang.fang", name="x", role="counter", sites=["S"],
                         password=password)
    assert ("/password", code) in codes(caught)


def test_a_code_is_never_used_again():
    person()
    do.suspend_person(scope=SYSTEM, code="wang", reason="left")
    with pytest.raises(do.PersonExists):
        person()


def test_an_administrator_of_one_site_gives_nothing_at_another():
    with pytest.raises(do.PersonRefused) as caught:
        do.create_person(scope=admin_of("SH1"), code="li", name="李", role="counter",
                         sites=["SH1", "BJ1", EVERYWHERE], password=PASSWORD)
    assert codes(caught) == {("/sites/1", "not_found"), ("/sites/2", "not_found")}


def test_people_without_the_right_make_nobody():
    counter = Scope("li", 3, "李", False, frozenset({"SH1"}), frozenset({"counting.count"}))
    for act in (
        lambda: do.create_person(scope=counter, code="x", name="x", role="admin", sites=["SH1"],
                                 password=PASSWORD),
        lambda: do.create_token(scope=counter, actor="x", sites=["SH1"],
                                capabilities=["ledger.read"]),
        lambda: do.assign_role(scope=counter, person="li", role="admin", site="SH1"),
        lambda: do.end_role(scope=counter, person="li", role="admin", site="SH1"),
        lambda: do.suspend_person(scope=counter, code="x", reason=""),
        lambda: do.revoke_token(scope=counter, token=1),
        lambda: ask.tokens(scope=counter),
    ):
        with pytest.raises(Forbidden):
            act()


def test_nobody_gives_rights_to_himself():
    person("boss", "admin")
    with pytest.raises(do.AssignmentRefused) as caught:
        do.assign_role(scope=admin_of("SH1"), person="boss", role="finance", site="SH1")
    assert codes(caught) == {("/person", "not_to_oneself")}


def test_roles_are_given_and_ended_and_stay_as_history():
    made = person("li", "counter")
    give = {"scope": SYSTEM, "person": "li", "role": "finance", "site": "BJ1"}
    assert do.assign_role(**give).result == "created"
    assert do.assign_role(**give).result == "exists"
    mixed = ask.scope_of_person(person=made.id)
    assert mixed.may("counting.approve", "BJ1")
    assert not mixed.may("counting.approve", "SH1")
    assert mixed.at("SH1").hides == ALL_HIDDEN
    assert do.end_role(**give).result == "updated"
    assert do.end_role(**give).result == "unchanged"
    assert not ask.scope_of_person(person=made.id).sees("BJ1")
    told = [fact.kind for fact in facts_about(scope=SYSTEM, sites=None, subject="person:li")]
    assert told[:2] == ["role.ended", "role.assigned"]


def test_a_role_that_has_run_out_gives_nothing():
    made = person("li", "counter")
    soon = datetime.now(UTC) + timedelta(seconds=60)
    do.assign_role(scope=SYSTEM, person="li", role="finance", site="BJ1", valid_to=soon)
    assert ask.scope_of_person(person=made.id).sees("BJ1")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE governance_assignment SET valid_from = now() - interval '2 days',"
                       " valid_to = now() - interval '1 day' WHERE role = 'finance'")
    assert not ask.scope_of_person(person=made.id).sees("BJ1")


def test_a_suspended_person_has_no_scope_no_token_and_no_sign_in():
    made = person()
    token = do.create_token(scope=SYSTEM, actor="wang", sites=["SH1"],
                            capabilities=["ledger.read"])
    assert do.suspend_person(scope=SYSTEM, code="wang", reason="left").result == "updated"
    assert ask.scope_of_token(token=token) is None
    with pytest.raises(ask.PersonNotFound):
        ask.scope_of_person(person=made.id)
    with pytest.raises(do.SignInRefused):
        do.sign_in(code="wang", password=PASSWORD, address="::1")
    with pytest.raises(do.TokenRefused):
        do.create_token(scope=SYSTEM, actor="wang", sites=["SH1"], capabilities=["ledger.read"])


def test_people_are_seen_only_from_sites_they_work_at():
    person("sh", sites=["SH1"])
    person("bj", sites=["BJ1"])
    person("all", sites=[EVERYWHERE])
    near = Scope("x", 0, "x", True, frozenset({"SH1"}), frozenset())
    assert [row.code for row in ask.people(scope=near)] == ["all", "sh"]
    assert ask.person_by_code(scope=near, code="sh").roles == (("controller", "SH1"),)
    for hidden in ("bj", "nobody", "\0"):
        with pytest.raises(ask.PersonNotFound):
            ask.person_by_code(scope=near, code=hidden)
    assert [row.code for row in ask.people_with(
        scope=SYSTEM, capability="counting.approve", site="BJ1")] == ["all", "bj"]


def test_the_language_of_a_person_is_kept():
    scope = ask.scope_of_person(person=person().id)
    do.set_language(scope=scope, language="en")
    assert ask.scope_of_person(person=scope.person).language == "en"
    assert ask.scope_of_person(person=scope.person, language="zh-hans").language == "zh-hans"
    with pytest.raises(do.PersonRefused):
        do.set_language(scope=scope, language="xx")


# --- tokens


def token_for(actor="erp", sites=("SH1",), can=("ledger.read",), **more):
    return do.create_token(scope=SYSTEM, actor=actor, sites=sites, capabilities=can, **more)


def test_a_token_carries_exactly_what_was_granted():
    scope = ask.scope_of_token(token=token_for(can=("capture.push", "ledger.read")))
    assert (scope.actor, scope.service, scope.sites) == ("erp", True, {"SH1"})
    assert scope.capabilities == {"capture.push", "ledger.read"}
    assert scope.hides == {"variance"}
    assert not scope.sees("BJ1")


def test_the_token_of_a_person_gets_nothing_from_his_roles():
    person("wang", "admin", [EVERYWHERE])
    scope = ask.scope_of_token(token=token_for("wang"))
    assert not scope.service
    assert scope.capabilities == {"ledger.read"}
    assert scope.sites == {"SH1"}


def test_a_dump_of_the_database_yields_no_usable_token():
    token = token_for()
    assert token.startswith(TOKEN_PREFIX)
    assert len(token) >= len(TOKEN_PREFIX) + 43
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(governance_token::text, ' ') FROM governance_token")
        dump = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(kernel_fact::text, ' ') FROM kernel_fact")
        trail = cursor.fetchone()[0]
    assert token not in dump + trail
    assert token[len(TOKEN_PREFIX) + 6:] not in dump + trail
    kept = Token.objects.get()
    assert ask.scope_of_token(token=TOKEN_PREFIX + bytes(kept.digest).hex()) is None


@pytest.mark.parametrize("token", [
    "", "pdn_", "pdn_x", "x" * 10_000, "pdn_" + "x" * 10_000, "\0", "pdn_\ud800", "Bearer pdn_x"])
def test_what_is_no_token_is_nobody(token):
    assert ask.scope_of_token(token=token) is None


def test_a_revoked_or_expired_token_is_dead_at_the_next_request():
    revoked, expired = token_for(), token_for()
    assert ask.scope_of_token(token=revoked)
    rows = {row.prefix: row for row in ask.tokens(scope=SYSTEM)}
    assert do.revoke_token(scope=SYSTEM, token=rows[revoked[:10]].id).result == "updated"
    assert do.revoke_token(scope=SYSTEM, token=rows[revoked[:10]].id).result == "unchanged"
    Token.objects.filter(prefix=expired[:10]).update(expires_at=datetime.now(UTC))
    assert ask.scope_of_token(token=revoked) is None
    assert ask.scope_of_token(token=expired) is None


def test_a_token_of_other_sites_cannot_be_seen_or_revoked():
    token_for(sites=("SH1", "BJ1"))
    row = Token.objects.get()
    assert ask.tokens(scope=admin_of("SH1")) == []
    for unseen in (row.pk, 0, 2**40):
        with pytest.raises(do.TokenNotFound):
            do.revoke_token(scope=admin_of("SH1"), token=unseen)


def test_every_fault_of_a_token_is_named():
    with pytest.raises(do.TokenRefused) as caught:
        do.create_token(scope=SYSTEM, actor="", sites=["a\0"], capabilities=["root"], days=366)
    assert codes(caught) == {
        ("/actor", "blank"), ("/sites/0", "bad_character"),
        ("/capabilities/0", "unknown_capability"), ("/days", "out_of_range")}
    with pytest.raises(do.TokenRefused) as caught:
        do.create_token(scope=admin_of("SH1"), actor="x", sites=["SH1", "*"],
                        capabilities=["ledger.read"])
    assert codes(caught) == {("/sites/1", "not_found")}
    assert not Person.objects.exists()


def test_a_service_account_has_no_password_even_by_force():
    token_for()
    robot = Person.objects.get(code="erp")
    assert not robot.has_usable_password()
    with pytest.raises(DatabaseError), transaction.atomic():
        Person.objects.filter(pk=robot.pk).update(password="md5$x$y")


def test_using_a_token_is_noted_at_most_once_a_minute():
    token = token_for()
    ask.scope_of_token(token=token)
    noted = Token.objects.get().last_used_at
    assert noted is not None
    ask.scope_of_token(token=token)
    assert Token.objects.get().last_used_at == noted
    Token.objects.update(last_used_at=noted - timedelta(seconds=61))
    ask.scope_of_token(token=token)
    assert Token.objects.get().last_used_at > noted


def test_the_product_hashes_passwords_slowly():
    """The tests replace the hashers; what is installed keeps the framework's own, iterated ones."""
    from django.conf import global_settings

    from pandian.config import settings as product

    assert not hasattr(product, "PASSWORD_HASHERS")
    assert global_settings.PASSWORD_HASHERS[0].endswith("PBKDF2PasswordHasher")
    assert PBKDF2PasswordHasher.iterations >= 600_000
