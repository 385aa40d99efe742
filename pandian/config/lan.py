"""A local network that phones can trust: its addresses and a small authority of our own.   局域网

A browser gives camera and offline work only to pages that come encrypted.  On a network without
a name nobody else can vouch for this machine, so it vouches for itself: a phone installs the
authority's certificate once.  The authority is bound to private addresses and local names (name
constraints, RFC 5280 4.2.1.10): even a stolen key is of no use against any other site.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3_650
SERVER_DAYS = 390
"""Below the 398 days that browsers accept at most."""
RENEW_DAYS = 60
CLOCK_SKEW = timedelta(days=1)
PRIVATE = [ipaddress.ip_network(text) for text in (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8")]
LOCAL_NAMES = ("localhost", "local", "lan", "internal", "home.arpa")
LOOK_OUT = ("192.0.2.1", 9)
"""An address of the documentation range (RFC 5737): nothing is sent, only the route is asked."""


class NoNetwork(RuntimeError):
    """This machine has no private address that a phone could reach."""


class HostRefused(RuntimeError):
    """What was given as a host is none that our authority vouches for."""


class Certificates(NamedTuple):
    """Files of the authority (to hand out), of the server's certificate and its key."""

    authority: Path
    server: Path
    key: Path


def addresses() -> list[str]:
    """Return the private IPv4 addresses of this machine, that of the way out first.

    Raises `NoNetwork`.
    """
    found = [entry.address for name, entries in psutil.net_if_addrs().items()
             if psutil.net_if_stats().get(name) and psutil.net_if_stats()[name].isup
             for entry in entries if entry.family == socket.AF_INET]
    ours = [text for text in found if _private(text)]
    if not ours:
        raise NoNetwork("this machine has no private network address: join the network of the "
                        "phones first, or start without --lan")
    way_out = _way_out()
    return sorted(ours, key=lambda text: (text != way_out, text))


def _private(text: str) -> bool:
    address = ipaddress.ip_address(text)
    return not address.is_loopback and any(address in network for network in PRIVATE)


def _way_out() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(LOOK_OUT)
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def hosts(named: Sequence[str]) -> list[str]:
    """Return what phones may call this machine: as named, else its addresses and local name.

    Raises `NoNetwork`, and `HostRefused` for names that no certificate of ours may carry.
    """
    if wrong := [host for host in named if not _certifiable(host)]:
        raise HostRefused(f"not a private address or a local name (ending in "
                          f"{', '.join(LOCAL_NAMES)}): {', '.join(wrong)}")
    return list(named) or [*addresses(), *filter(None, [host_name()])]


def _certifiable(host: str) -> bool:
    try:
        return any(ipaddress.ip_address(host) in network for network in PRIVATE)
    except ValueError:
        labels = host.lower().split(".")
        ends = any(host.lower() == name or host.lower().endswith(f".{name}")
                   for name in LOCAL_NAMES)
        return ends and all(label.replace("-", "").isalnum() and label.isascii()
                            for label in labels)


def host_name() -> str:
    """Return the local name of this machine when a certificate may carry it, else nothing."""
    name = socket.gethostname().lower().partition(".")[0]
    allowed = name.isascii() and name.replace("-", "").isalnum() and len(name) <= 63
    return f"{name}.local" if allowed else ""


def certificates(folder: Path, hosts: Sequence[str], *, now: datetime | None = None
                 ) -> Certificates:
    """Return certificates for these hosts, made or renewed as needed; the authority stays.

    `hosts` are IPv4 addresses and names.  Keys are readable by the owner only.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    at = now or datetime.now(UTC)
    files = Certificates(folder / "authority.crt", folder / "server.crt", folder / "server.key")
    authority, signing = _authority(folder / "authority.key", files.authority, at)
    if not _serves(files, authority, hosts, at):
        _issue(files, authority, signing, hosts, at)
    return files


def _authority(
    key_file: Path, file: Path, at: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Read the authority, or make a new one when there is none or it ends soon."""
    if key_file.exists() and file.exists():
        made = x509.load_pem_x509_certificate(file.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), None)
        if isinstance(key, ec.EllipticCurvePrivateKey) and _lives(made, at):
            return made, key
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(
        NameOID.COMMON_NAME, f"pandian {socket.gethostname()[:40]} {at:%Y-%m-%d}")])
    made = (_builder(name, name, key, at, AUTHORITY_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(x509.NameConstraints(
                [*(x509.IPAddress(network) for network in PRIVATE),
                 *(x509.DNSName(local) for local in LOCAL_NAMES)], None), critical=True)
            .sign(key, hashes.SHA256()))
    _write(key_file, _secret(key), 0o600)
    _write(file, made.public_bytes(serialization.Encoding.PEM), 0o644)
    return made, key


def _issue(
    files: Certificates, authority: x509.Certificate, signing: ec.EllipticCurvePrivateKey,
    hosts: Sequence[str], at: datetime,
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
    made = (_builder(name, authority.subject, key, at, SERVER_DAYS)
            .add_extension(x509.SubjectAlternativeName(_names(hosts)), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]),
                           critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(
                signing.public_key()), critical=False)
            .sign(signing, hashes.SHA256()))
    _write(files.key, _secret(key), 0o600)
    _write(files.server, made.public_bytes(serialization.Encoding.PEM), 0o644)


def _serves(
    files: Certificates, authority: x509.Certificate, hosts: Sequence[str], at: datetime
) -> bool:
    """Tell whether the server's certificate stands, is of this authority, and names the hosts."""
    if not (files.server.exists() and files.key.exists()):
        return False
    made = x509.load_pem_x509_certificate(files.server.read_bytes())
    held = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return made.issuer == authority.subject and _lives(made, at) and set(held) == set(
        _names(hosts))


def _lives(certificate: x509.Certificate, at: datetime) -> bool:
    return (certificate.not_valid_before_utc <= at
            and certificate.not_valid_after_utc > at + timedelta(days=RENEW_DAYS))


def _names(hosts: Sequence[str]) -> list[x509.GeneralName]:
    return [x509.IPAddress(ipaddress.ip_address(host)) if host[:1].isdigit()
            and host.count(".") == 3 else x509.DNSName(host) for host in hosts]


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, at: datetime,
    days: int,
) -> x509.CertificateBuilder:
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(at - CLOCK_SKEW).not_valid_after(at + timedelta(days=days))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()),
                           critical=False))


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=signs, crl_sign=signs,
        encipher_only=False, decipher_only=False)


def _secret(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption())


def _write(file: Path, content: bytes, mode: int) -> None:
    """Write beside the file and rename, so that no reader meets half a key."""
    draft = file.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as out:
        out.write(content)
    draft.replace(file)
