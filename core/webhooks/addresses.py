"""Where messages may go: public addresses, and those inside networks that the business has named.

A name is looked up once, every address it has is judged, and the connection goes to exactly those addresses; so a name
that means something else a moment later leads nowhere.
"""

import re
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote, urlsplit

from core.domain.errors import InvalidInput

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a host name, as text; raises `OSError` where it has none."""

LONGEST_URL, LOOKUP_SECONDS = 2000, 5.0
_PORTS = {"http": 80, "https": 443}
_NAT64, _IPV4_COMPATIBLE = IPv6Network("64:ff9b::/96"), IPv6Network("::/96")
_NEVER_PUBLIC = tuple(map(ip_network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001:db8::/32",
    "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8")))
"""Beside what Python calls private, which differs between its versions."""


@dataclass(frozen=True)
class Target:
    """A URL taken apart once; `host` is written as the network knows it, `path` carries the query along."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(url: str) -> Target:
    """Read a URL. Raises `InvalidInput` on `url` for anything but a plain http or https address."""
    if not 0 < len(url) <= LONGEST_URL or re.search(r"[\x00-\x20\x7f\\]", url):
        raise InvalidInput.field("url", "请填写 http 或 https 开头的完整地址")
    try:
        parts = urlsplit(url)
        scheme, port = parts.scheme.lower(), parts.port
        named = parts.hostname or ""
        host = named if ":" in named else named.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise InvalidInput.field("url", "请填写 http 或 https 开头的完整地址") from None
    if scheme not in _PORTS or not host or port == 0 or not re.fullmatch(r"[a-z0-9._:-]+", host):
        raise InvalidInput.field("url", "请填写 http 或 https 开头的完整地址")
    if "@" in parts.netloc:
        raise InvalidInput.field("url", "地址里不能写账号或密码")
    query = f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
    return Target(scheme, host, port or _PORTS[scheme], (quote(parts.path, safe=_KEPT) or "/") + query)


_KEPT = "%/?:@!$&'()*+,;=~-._"


class Door:
    """Says which addresses a message may go to: public ones, and those inside `networks` (CIDR)."""

    def __init__(self, networks: Sequence[str] = (), resolve: Resolve | None = None) -> None:
        self.networks: tuple[Network, ...] = tuple(map(ip_network, networks))
        self.resolve = resolve or look_up

    def addresses(self, target: Target) -> list[str]:
        """The addresses of a target, after one look-up. Raises `InvalidInput` on `url` where there is none, or where
        one of them is not to be reached from here."""
        try:
            found = [ip_address(each.partition("%")[0]) for each in self.resolve(target.host, target.port)]
        except (OSError, ValueError):
            found = []
        if not found:
            raise InvalidInput.field("url", "找不到主机 {host}", host=target.host)
        for each in found:
            if not self.admits(each):
                raise InvalidInput.field("url", "{host} 在内部网络({address}),不能发往那里", host=target.host,
                                         address=str(each))
        return list(dict.fromkeys(map(str, found)))

    def admits(self, address: Address) -> bool:
        """Whether messages may go there. What only wraps another address is judged by that one."""
        return self._named(address) or all(is_public(each) or self._named(each) for each in leads_to(address))

    def _named(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


def leads_to(address: Address) -> tuple[Address, ...]:
    """The addresses at the other end: of an IPv6 address that carries IPv4 ones (mapped, 6to4, Teredo, NAT64) these."""
    if isinstance(address, IPv4Address):
        return (address,)
    if address.ipv4_mapped:
        return (address.ipv4_mapped,)
    if address.sixtofour:
        return (address.sixtofour,)
    if address.teredo:
        return address.teredo
    if address in _NAT64 or (address in _IPV4_COMPATIBLE and int(address) > 0xFFFF):
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    return (address,)


def is_public(address: Address) -> bool:
    """Whether an address belongs to the internet at large."""
    return address.is_global and not (
        address.is_multicast or address.is_loopback or address.is_link_local or address.is_unspecified
        or any(address in network for network in _NEVER_PUBLIC))


def look_up(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of a name, for a few seconds at most. Raises `OSError`."""
    found, failed = list[str](), list[OSError]()

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
            found.extend(str(address[0]) for *_, address in answers)
        except OSError as error:
            failed.append(error)
        except UnicodeError as error:  # a label of the name is too long
            failed.append(OSError(str(error)))

    # The system's look-up cannot be given a time: it is left alone when it takes too long.
    asking = threading.Thread(target=ask, name="shouhou-look-up", daemon=True)
    asking.start()
    asking.join(LOOKUP_SECONDS)
    if failed:
        raise failed[0]
    return tuple(found)
