"""Signing in, the first run, signatures: how a person is proven."""

from __future__ import annotations

import hashlib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from governance_world import HASH, PASSWORD, codes, person

from pandian.governance import operations as do
from pandian.governance import queries as ask
from pandian.governance.access import operations as access
from pandian.governance.models import (
    FirstRunLink,
    LoginAttempt,
    Person,
    Signature,
)
from pandian.governance.words import (
    EVERYWHERE,
    SIGN_IN_FAILURES_PER_ACCOUNT_MAX,
    SIGN_IN_FAILURES_PER_ADDRESS_MAX,
    SYSTEM,
    Proof,
)
from pandian.kernel.queries import facts_about

pytestmark = pytest.mark.django_db


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
    robot = ask.scope_of_token(token=do.create_token(
        scope=SYSTEM, actor="erp", sites=["SH1"], capabilities=["ledger.read"]))
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
