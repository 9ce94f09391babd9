"""The lean HTTP client: one request once, connections kept, broken ones never reused."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from gateway.chat.wire import NotSent, Wire

Handler = Callable[[bytes, int], Awaitable[bytes]]
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


class Server:
    """Answers with what ``handler`` gives for (request, connection number); b"" hangs up."""

    def __init__(self) -> None:
        self.handler: Handler = self.fine
        self.connections, self.requests = 0, []

    async def fine(self, _request: bytes, _number: int) -> bytes:
        return OK

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
                request = head + await reader.readexactly(length)
                self.requests.append(request)
                answer = await self.handler(request, number)
                if not answer:
                    break
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()


@pytest.fixture
async def server() -> AsyncIterator[tuple[Server, Wire]]:
    made = Server()
    listener = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    wire = Wire(f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/base/", {"x-secret": "s"})
    yield made, wire
    await wire.close()
    listener.close()
    await asyncio.sleep(0.01)


async def test_a_request_is_well_formed_and_connections_are_kept(server: tuple[Server, Wire]) -> None:
    made, wire = server
    for _ in range(3):
        response = await wire.request("POST", "/messages", b'{"a":1}')
        assert (response.status, response.body) == (200, b"ok")
    head = made.requests[0].decode()
    assert head.startswith("POST /base/messages HTTP/1.1\r\nhost: 127.0.0.1:")
    assert "x-secret: s\r\n" in head
    assert head.endswith('content-length: 7\r\n\r\n{"a":1}')
    assert made.connections == 1


async def test_answers_in_pieces_and_chunks(server: tuple[Server, Wire]) -> None:
    made, wire = server

    async def chunked(_request: bytes, _number: int) -> bytes:
        return b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"

    made.handler = chunked
    assert (await wire.request("GET", "/")).body == b"abcde"
    assert (await wire.request("GET", "/")).body == b"abcde"


async def test_many_at_once_each_get_their_own_answer(server: tuple[Server, Wire]) -> None:
    made, wire = server

    async def echo(request: bytes, _number: int) -> bytes:
        body = request.partition(b"\r\n\r\n")[2]
        await asyncio.sleep(0.001 * (int(body) % 5))
        return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)

    made.handler = echo
    answers = await asyncio.gather(*(wire.request("POST", "/", b"%d" % n) for n in range(200)))
    assert [int(answer.body) for answer in answers] == list(range(200))
    assert made.connections <= 64


async def test_a_late_answer_is_never_given_to_the_next_request(server: tuple[Server, Wire]) -> None:
    made, wire = server

    async def slow(_request: bytes, number: int) -> bytes:
        await asyncio.sleep(0.2 if number == 1 else 0)
        return OK if number > 1 else OK.replace(b"ok", b"no")

    made.handler = slow
    with pytest.raises(TimeoutError):
        await wire.request("GET", "/", timeout=0.05)
    assert (await wire.request("GET", "/")).body == b"ok"
    assert made.connections == 2


async def test_a_hang_up_is_an_error_and_nothing_is_sent_again(server: tuple[Server, Wire]) -> None:
    made, wire = server

    async def rude(_request: bytes, _number: int) -> bytes:
        return b""

    made.handler = rude
    with pytest.raises(ConnectionResetError):
        await wire.request("POST", "/", b"x")
    assert len(made.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
     b"HTTP/1.1 200 OK\r\ncontent-length: 2000000\r\n\r\n" + b"x" * 1_100_000],
)  # fmt: skip
async def test_nonsense_and_floods_end_the_connection(server: tuple[Server, Wire], answer: bytes) -> None:
    made, wire = server

    async def bad(_request: bytes, _number: int) -> bytes:
        return answer

    made.handler = bad
    with pytest.raises(OSError, match="closed before"):
        await wire.request("GET", "/")
    made.handler = made.fine
    assert (await wire.request("GET", "/")).body == b"ok"


async def test_more_than_one_answer_is_never_kept_for_later(server: tuple[Server, Wire]) -> None:
    made, wire = server

    async def twice(_request: bytes, number: int) -> bytes:
        return OK + OK.replace(b"ok", b"no") if number == 1 else OK

    made.handler = twice
    await wire.request("GET", "/")
    await asyncio.sleep(0.05)
    assert (await wire.request("GET", "/")).body == b"ok"


async def test_a_server_that_is_not_there_is_told_apart(server: tuple[Server, Wire]) -> None:
    nobody = Wire("http://127.0.0.1:1", {})
    with pytest.raises(NotSent):
        await nobody.request("GET", "/")


async def test_an_idle_connection_is_not_trusted_for_long(
    server: tuple[Server, Wire], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, wire = server
    await wire.request("GET", "/")
    monkeypatch.setattr("gateway.chat.wire._IDLE", 0.0)
    await wire.request("GET", "/")
    assert made.connections == 2
