"""Who is calling: the peer, or the address a trusted proxy vouches for."""

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.requests import HTTPConnection

Network = IPv4Network | IPv6Network


class Addresses:
    """Reads client addresses; ``trusted`` is a comma-separated list of proxy addresses or networks."""

    def __init__(self, trusted: str) -> None:
        self._trusted = [
            ip_network(part.strip(), strict=False) for part in trusted.split(",") if part.strip()
        ]

    def of(self, connection: HTTPConnection) -> str:
        """The client's address, for limits and nothing else; IPv6 by /64, since one customer holds many."""
        peer = connection.client.host if connection.client else ""
        forwarded = connection.headers.get("x-forwarded-for")
        if forwarded and self._is_trusted(peer):
            peer = self._vouched(forwarded) or peer
        return _prefix(peer)

    def is_local(self, connection: HTTPConnection) -> bool:
        """True for a process on this machine; a request that came through a proxy never is."""
        headers = connection.headers
        if "x-forwarded-for" in headers or "forwarded" in headers or "via" in headers:
            return False
        peer = connection.client.host if connection.client else ""
        try:
            return ip_address(peer).is_loopback
        except ValueError:
            return False

    def _vouched(self, forwarded: str) -> str | None:
        # The right-most entry that is not one of our proxies: what is left of it the client may have made up.
        for part in reversed(forwarded[-500:].split(",")):
            if not self._is_trusted(part.strip()):
                return part.strip()[:45]
        return None

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._trusted)


def _prefix(address: str) -> str:
    if ":" not in address:
        return address
    try:
        # On a dual-stack socket an IPv4 client looks like ::ffff:1.2.3.4.
        mapped = IPv6Address(address).ipv4_mapped
        return str(mapped or ip_network(f"{address}/64", strict=False).network_address)
    except ValueError:
        return address
