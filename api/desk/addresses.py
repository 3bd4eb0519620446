"""Which addresses may be fetched: public ones only, so that no URL reaches into the house."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from api.desk.errors import DeskError
from api.words import N_

Resolve = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a host name."""

_PORTS = {"http": 80, "https": 443}
_EMBEDDED_V4 = (
    ipaddress.ip_network("64:ff9b::/96"),  # NAT64
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("2002::/16"),  # 6to4
    ipaddress.ip_network("2001::/32"),  # Teredo
    ipaddress.ip_network("::/96"),  # IPv4-compatible
)
"""IPv6 networks that stand for IPv4 addresses, which may be private."""


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host name, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[4][0]) for address in found]


def checked_target(
    url: str, allowed_hosts: frozenset[str], find: Resolve = resolve
) -> tuple[str, str, int, str]:
    """Return scheme, host, port and the one address to connect to.

    The address is looked up once and connected to as it was checked: a name that changes its
    address in between (DNS rebinding) gains nothing. If one address of several is not public the
    name is refused. Hosts of `allowed_hosts` may be private.

    Raises
    ------
    DeskError: another scheme, a name and password, no host, an unknown host, an address that is
        not public.

    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise DeskError(
            N_("%(url)s n’est pas une adresse (%(reason)s)"), url=url, reason=error
        ) from error
    if parts.scheme not in _PORTS:
        raise DeskError(N_("%(url)s\u00a0: seuls http et https sont admis"), url=url)
    if parts.username is not None or parts.password is not None:
        raise DeskError(
            N_("%(host)s\u00a0: un nom et un mot de passe dans une adresse ne sont pas admis"),
            host=parts.hostname,
        )
    host = (parts.hostname or "").rstrip(".")
    if not host or any(letter.isspace() or not letter.isprintable() for letter in url):
        raise DeskError(N_("%(url)s n’a pas de nom d’hôte lisible"), url=repr(url))
    port = port or _PORTS[parts.scheme]
    try:
        addresses = list(find(host, port))
    except (OSError, UnicodeError) as error:
        raise DeskError(N_("%(host)s est inconnu (%(reason)s)"), host=host, reason=error) from error
    if not addresses:
        raise DeskError(N_("%(host)s n’a pas d’adresse"), host=host)
    if host not in allowed_hosts:
        for address in addresses:
            if not is_public(address):
                raise DeskError(
                    N_("%(host)s est à %(address)s, qui n’est pas une adresse publique"),
                    host=host,
                    address=address,
                )
    return parts.scheme, host, port, addresses[0]


def is_public(text: str) -> bool:
    """Tell whether an address is of the open internet, whatever way it is written."""
    try:
        address = ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif any(address in network for network in _EMBEDDED_V4):
            return False
    return address.is_global and not address.is_multicast
