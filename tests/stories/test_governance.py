"""Who gets in, with which rights, and how it is proven."""

from __future__ import annotations

import hashlib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction

from pandian.governance import operations as do
from pandian.governance import queries as ask
from pandian.governance.access import operations as access
from pandian.governance.models import (
    FirstRunLink,
    LoginAttempt,
    Person,
    Signature,
    Token,
)
from pandian.governance.words import (
    ALL_HIDDEN,
    EVERYWHERE,
    FAULTS,
    SIGN_IN_FAILURES_PER_ACCOUNT_MAX,
    SIGN_IN_FAILURES_PER_ADDRESS_MAX,
    SYSTEM,
    TOKEN_PREFIX,
    Proof,
    Scope,
)
from pandian.kernel.queries import facts_about
from pandian.kernel.words import FAULTS as KERNEL_FAULTS
from pandian.kernel.words import Forbidden

pytestmark = pytest.mark.django_db
PASSWORD = "slow-turtle-count-42"
HASH = hashlib.sha256(b"what was shown").hexdigest()


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    """Use a quick hash in tests; the slow default is the framework's own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def person(code="wang", role="controller", sites=("SH1",)):
    return do.create_person(scope=SYSTEM, code=code, name="王芳", role=role, sites=sites,
                            password=PASSWORD)


def admin_of(*sites, actor="boss"):
    return Scope(actor, 99, "Boss", False, frozenset(sites), frozenset({"governance.write"}))


def codes(caught):
    """Return {(pointer, code)} and prove that each fault has its sentence in both languages."""
    for fault in caught.value.faults:
        label = {**FAULTS, **KERNEL_FAULTS}[fault.code]
        assert label.zh.format(*fault.params)
        assert label.en.format(*fault.params)
    return {(fault.pointer, fault.code) for fault in caught.value.faults}


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


# --- signing in


def test_every_wrong_sign_in_gets_the_same_answer_after_the_same_work(monkeypatch):
    person()
    do.create_token(scope=SYSTEM, actor="robot", sites=["SH1"], capabilities=["ledger.read"])
    hashes = []
    plain = access.check_password
    monkeypatch.setattr(access, "check_password",
                        lambda given, known: hashes.append(known) or plain(given, known))
    answers = set()
    for code, password in (("wang", "wrong"), ("nobody", PASSWORD), ("robot", PASSWORD),
                           ("robot", ""), ("\0", PASSWORD), ("x" * 10_000, PASSWORD),
                           ("wang", "y" * 10_000), ("wang", None), (None, None)):
        with pytest.raises(do.SignInRefused) as caught:
            do.sign_in(code=code, password=password, address="10.0.0.1")
        answers.add((caught.value.status, caught.value.faults))
    assert len(answers) == 1
    assert len(hashes) == 9


def test_too_many_wrong_tries_lock_an_account_even_against_the_right_password():
    person()
    for n in range(SIGN_IN_FAILURES_PER_ACCOUNT_MAX):
        with pytest.raises(do.SignInRefused) as caught:
            do.sign_in(code="wang", password="wrong", address=f"10.0.0.{n}")
        assert caught.value.status == 401
    for code in ("wang", "WANG"):
        with pytest.raises(do.SignInLimited) as caught:
            do.sign_in(code=code, password=PASSWORD, address="10.1.1.1")
        assert caught.value.status == 429
    LoginAttempt.objects.update(at=datetime.now(UTC) - timedelta(minutes=16))
    assert do.sign_in(code="wang", password=PASSWORD, address="10.1.1.1").code == "wang"


def test_an_unknown_name_is_locked_just_the_same():
    for _ in range(SIGN_IN_FAILURES_PER_ACCOUNT_MAX):
        with pytest.raises(do.SignInRefused):
            do.sign_in(code="ghost", password="x", address="10.0.0.1")
    with pytest.raises(do.SignInLimited):
        do.sign_in(code="ghost", password="x", address="10.0.0.2")


def test_a_success_clears_the_account():
    person()
    for _ in range(3):
        for _ in range(SIGN_IN_FAILURES_PER_ACCOUNT_MAX - 1):
            with pytest.raises(do.SignInRefused):
                do.sign_in(code="wang", password="wrong", address="")
        assert do.sign_in(code="wang", password=PASSWORD, address="")


def test_one_address_cannot_try_many_names():
    for n in range(SIGN_IN_FAILURES_PER_ADDRESS_MAX):
        with pytest.raises(do.SignInRefused):
            do.sign_in(code=f"guess{n}", password="x", address="10.9.9.9")
    with pytest.raises(do.SignInLimited):
        do.sign_in(code="another", password="x", address="10.9.9.9")
    person()
    assert do.sign_in(code="wang", password=PASSWORD, address="10.9.9.8")


def test_the_trail_does_not_repeat_what_a_stranger_typed():
    with pytest.raises(do.SignInRefused):
        do.sign_in(code="evil\r\nroot", password="hunter2-hunter2", address="a\r\nb\0")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(kernel_fact::text, ' ') FROM kernel_fact"
                       " WHERE kind = 'sign_in.refused'")
        told = cursor.fetchone()[0]
    assert "evil" not in told
    assert "hunter2" not in told


# --- the first run


def secret_of(link):
    return link.rsplit("/", 1)[1]


def test_the_first_run_makes_one_administrator_and_then_is_over():
    link = do.make_first_run_link(base_url="http://127.0.0.1:8000/")
    assert link.startswith("http://127.0.0.1:8000/first-run/")
    assert access.first_run_link_lives(secret=secret_of(link))
    made = do.use_first_run_link(
        secret=secret_of(link), code="boss", name="陈", password=PASSWORD)
    scope = ask.scope_of_person(person=made.pk)
    assert scope.sites == {EVERYWHERE}
    assert scope.may("governance.write")
    assert not access.first_run_link_lives(secret=secret_of(link))
    with pytest.raises(do.FirstRunRefused):
        do.use_first_run_link(secret=secret_of(link), code="b", name="b", password=PASSWORD)
    with pytest.raises(do.FirstRunRefused):
        do.make_first_run_link(base_url="http://127.0.0.1")


def test_a_link_holds_256_bits_of_which_only_the_digest_is_kept():
    secret = secret_of(do.make_first_run_link(base_url="http://h"))
    assert len(secret) >= 43
    kept = FirstRunLink.objects.get()
    assert bytes(kept.digest) == hashlib.sha256(secret.encode()).digest()
    assert timedelta(minutes=29) < kept.expires_at - datetime.now(UTC) <= timedelta(minutes=30)


def test_an_old_a_superseded_and_a_guessed_link_are_dead():
    first = secret_of(do.make_first_run_link(base_url="http://h"))
    second = secret_of(do.make_first_run_link(base_url="http://h"))
    FirstRunLink.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    for secret in (first, second, "guess", "", "\0", "\ud800"):
        with pytest.raises(do.FirstRunRefused) as caught:
            do.use_first_run_link(secret=secret, code="b", name="b", password=PASSWORD)
        assert codes(caught) == {("", "link_dead")}


def test_a_mistyped_form_leaves_the_link_alive():
    secret = secret_of(do.make_first_run_link(base_url="http://h"))
    with pytest.raises(do.PersonRefused) as caught:
        do.use_first_run_link(secret=secret, code="", name="", password="short")
    assert {pointer for pointer, _ in codes(caught)} == {"/code", "/name", "/password"}
    assert do.use_first_run_link(secret=secret, code="boss", name="陈", password=PASSWORD)


def test_an_administrator_made_meanwhile_closes_the_link():
    secret = secret_of(do.make_first_run_link(base_url="http://h"))
    person("boss", "admin", [EVERYWHERE])
    with pytest.raises(do.FirstRunRefused) as caught:
        do.use_first_run_link(secret=secret, code="x", name="x", password=PASSWORD)
    assert codes(caught) == {("", "first_run_over")}


@pytest.mark.django_db(transaction=True)
def test_a_link_used_by_many_at_once_makes_one_administrator():
    secret = secret_of(do.make_first_run_link(base_url="http://h"))
    made, start = [], threading.Barrier(6)

    def use(n):
        start.wait()
        try:
            made.append(do.use_first_run_link(
                secret=secret, code=f"boss{n}", name="x", password=PASSWORD).code)
        except do.FirstRunRefused:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=use, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert Person.objects.count() == 1


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


def test_using_a_token_is_noted_at_most_once_a_minute(django_assert_num_queries):
    token = token_for()
    ask.scope_of_token(token=token)
    assert Token.objects.get().last_used_at is not None
    with django_assert_num_queries(1):
        ask.scope_of_token(token=token)


# --- signatures


def signer():
    return ask.scope_of_person(person=person().id)


def test_a_signature_keeps_name_role_meaning_and_content():
    scope = signer()
    id = do.sign(scope=scope, password=PASSWORD, meaning="approved", content_hash=HASH,
                 subject="count:1")
    row, = ask.signatures(scope=scope, subject="count:1")
    assert (row.id, row.code, row.printed_name, row.role) == (id, "wang", "王芳", "controller")
    assert (row.meaning, row.content_hash) == ("approved", HASH)
    assert facts_about(scope=SYSTEM, sites=None, subject="count:1")[0].kind == "signed"


def test_a_wrong_password_and_a_service_account_sign_nothing():
    scope = signer()
    robot = ask.scope_of_token(token=token_for())
    for who, password, code in ((scope, "wrong", "wrong_password"), (scope, "", "wrong_password"),
                                (robot, PASSWORD, "service_account"),
                                (SYSTEM, PASSWORD, "service_account")):
        with pytest.raises(do.SignatureRefused) as caught:
            do.sign(scope=who, password=password, meaning="approved", content_hash=HASH,
                    subject="count:1")
        assert {one for _, one in codes(caught)} == {code}
    assert not Signature.objects.filter(subject="count:1").exists()


def test_every_fault_of_a_signature_is_named():
    with pytest.raises(do.SignatureRefused) as caught:
        do.sign(scope=signer(), password=PASSWORD, meaning="liked", content_hash=HASH[:-1] + "\n",
                subject="")
    assert codes(caught) == {("/meaning", "unknown_meaning"), ("/content_hash", "not_a_hash"),
                             ("/subject", "blank")}


def test_a_wrong_password_stays_counted_when_the_signing_is_given_up():
    scope = signer()
    for _ in range(SIGN_IN_FAILURES_PER_ACCOUNT_MAX):
        with pytest.raises(do.SignatureRefused):
            do.prove(scope=scope, password="wrong")
    with pytest.raises(do.SignInLimited):
        do.prove(scope=scope, password=PASSWORD)


def test_a_proof_signs_for_its_own_person_and_only_for_a_minute():
    scope = signer()
    proof = do.prove(scope=scope, password=PASSWORD)
    sign = {"scope": scope, "meaning": "approved", "content_hash": HASH, "subject": "count:2"}
    assert do.sign(**sign, proof=proof)
    for bad in (proof._replace(person=proof.person + 1),
                Proof(proof.person, proof.at - timedelta(minutes=2))):
        with pytest.raises(do.SignatureRefused) as caught:
            do.sign(**sign, proof=bad)
        assert codes(caught) == {("/password", "proof_expired")}


@pytest.mark.parametrize("change", [
    "UPDATE governance_signature SET meaning = 'reviewed'", "DELETE FROM governance_signature",
    "TRUNCATE governance_signature"])
def test_a_signature_cannot_be_changed_even_by_the_owner(change):
    do.sign(scope=signer(), password=PASSWORD, meaning="approved", content_hash=HASH, subject="c")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Signature.objects.filter(subject="c").count() == 1


def test_the_language_of_a_person_is_kept():
    scope = signer()
    do.set_language(scope=scope, language="en")
    assert ask.scope_of_person(person=scope.person).language == "en"
    assert ask.scope_of_person(person=scope.person, language="zh-hans").language == "zh-hans"
    with pytest.raises(do.PersonRefused):
        do.set_language(scope=scope, language="xx")
