"""The authority of a machine without a name: who trusts it, for what, and for how long."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from pandian.config import lan

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def read(file):
    return x509.load_pem_x509_certificate(file.read_bytes())


def shaken(made, name):
    """Return what a client that trusts the authority says of a server called `name`."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(made.server, made.key)
    ours, theirs = socket.socketpair()
    serving = threading.Thread(target=lambda: _serve(server, theirs))
    serving.start()
    try:
        with ssl.create_default_context(cafile=made.authority).wrap_socket(
                ours, server_hostname=name) as client:
            return client.version()
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    finally:
        ours.close()
        serving.join(5)


def _serve(context, end):
    try:
        context.wrap_socket(end, server_side=True).close()
    except OSError:
        end.close()


def test_a_client_that_trusts_the_authority_trusts_these_hosts_and_no_other(tmp_path):
    made = lan.certificates(tmp_path, ["192.168.7.5", "stock.local"])
    assert shaken(made, "192.168.7.5").startswith("TLSv1.")
    assert shaken(made, "stock.local").startswith("TLSv1.")
    assert "mismatch" in shaken(made, "192.168.7.6")


@pytest.mark.parametrize("foreign", ["8.8.8.8", "bank.example.com"])
def test_the_authority_can_vouch_for_no_site_outside(tmp_path, foreign):
    made = lan.certificates(tmp_path, ["192.168.7.5"])
    authority, key = lan._authority(tmp_path / "authority.key", made.authority, datetime.now(UTC))
    lan._issue(made, authority, key, [foreign], datetime.now(UTC))
    assert "subtree" in shaken(made, foreign)


def test_certificates_stand_until_their_time_or_their_hosts_change(tmp_path):
    first = read(lan.certificates(tmp_path, ["10.0.0.1"], now=NOW).server)
    again = read(lan.certificates(tmp_path, ["10.0.0.1"], now=NOW + timedelta(days=300)).server)
    assert again.serial_number == first.serial_number
    moved = read(lan.certificates(tmp_path, ["10.0.0.2"], now=NOW).server)
    assert moved.serial_number != first.serial_number
    files = lan.certificates(tmp_path, ["10.0.0.2"], now=NOW + timedelta(days=360))
    assert read(files.server).serial_number != moved.serial_number
    assert read(files.server).issuer == first.issuer == read(files.authority).subject
    assert (first.not_valid_after_utc - first.not_valid_before_utc).days < 398


def test_keys_are_for_the_owner_only(tmp_path):
    made = lan.certificates(tmp_path / "certificates", ["10.0.0.1"])
    assert [path.stat().st_mode & 0o777 for path in (
        made.key, made.key.with_name("authority.key"), made.key.parent)] == [0o600, 0o600, 0o700]
    assert sorted(path.name for path in made.key.parent.iterdir()) == [
        "authority.crt", "authority.key", "server.crt", "server.key"]


@pytest.mark.parametrize("host", ["8.8.8.8", "example.com", "", "a b.local", "bad_name.local",
                                  "localhost.example", "::1"])
def test_a_host_that_is_not_private_is_refused_by_name(host):
    with pytest.raises(lan.HostRefused, match="not a private address"):
        lan.hosts([host, "10.0.0.1"])


def test_named_hosts_are_taken_as_they_are():
    assert lan.hosts(["10.0.0.1", "stock.local"]) == ["10.0.0.1", "stock.local"]
