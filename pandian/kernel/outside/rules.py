"""Which machines this house may talk to: public ones, and those of a list.   外部主机

An address that somebody typed into a form is hostile until proved otherwise: it may name this
machine, its neighbours, or the metadata service of a cloud.  Pure: names are looked up elsewhere,
and what they were found to be is judged here, when the socket opens.
"""

from __future__ import annotations

from contextlib import suppress
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import NamedTuple

Address = IPv4Address | IPv6Address
TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 behind a translator (RFC 6052): the last 32 bits are the address that is reached."""
V4_BITS = 0xFFFFFFFF


class Allowed(NamedTuple):
    """Machines inside that may be talked to: by their name, or by a network."""

    names: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()


def allowed_of(text: str) -> Allowed:
    """Return the allow-list of a setting: names, addresses, networks, with commas between.

    Raises `ValueError` naming a network that is none.
    """
    names, networks = set(), []
    for part in (each.strip().lower().rstrip(".") for each in text.split(",")):
        if "/" in part or literal(part) is not None:
            try:
                networks.append(ip_network(part.strip("[]")))
            except ValueError as error:
                raise ValueError(f"PANDIAN_OUT_HOSTS: {error}") from error
        elif part:
            names.add(part)
    return Allowed(frozenset(names), tuple(networks))


def literal(host: str) -> Address | None:
    """Return the address that a host is written as; None for a name.

    Short forms that some resolvers take for addresses (`127.1`, `0x7f000001`) are names here: what
    they are found to be is judged like that of any name.
    """
    with suppress(ValueError):
        return ip_address(host.strip("[]").partition("%")[0])
    return None


def may_reach(host: str, address: Address | None, allowed: Allowed) -> bool:
    """Say whether a host may be talked to at the address that it was found to have.

    Public ones may; all others (private, loopback, link-local, carrier, documentation, multicast,
    unspecified, and IPv4 of these kinds inside IPv6) only by name or network of the list.  None:
    the address is not known yet, and only `localhost` is judged by its name.
    """
    name = host.lower().rstrip(".").strip("[]")
    if name in allowed.names:
        return True
    if address is None:
        loops = name == "localhost" or name.endswith(".localhost")
        return not loops or any(net.is_loopback for net in allowed.networks)
    inner = reached(address)
    if any(each in net for each in (inner, address) for net in allowed.networks
           if net.version == each.version):
        return True
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def reached(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in TRANSLATED:
        return IPv4Address(int(address) & V4_BITS)
    return address.ipv4_mapped or address.sixtofour or (
        address.teredo[1] if address.teredo else address)
