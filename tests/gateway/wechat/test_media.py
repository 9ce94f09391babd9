"""What customers send beside words is fetched, checked, sealed, and given to the agent as a download."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from casework.conversations.deletion import delete
from casework.wechat import media
from casework.wechat.media import Media
from tests.gateway.conftest import until
from tests.gateway.wechat.stage import ONE, Stage
from xiaobao.wechat_simulator.picture import PNG
from xiaobao.wechat_simulator.world import Fault

GET = "/cgi-bin/media/get"


async def kept(stage: Stage) -> list[Media]:
    def work(session: object) -> list[Media]:
        return [Media(*row) for row in session.execute(media.select(*media._COLUMNS))]  # type: ignore[attr-defined]

    return list(await stage.gateway.app.state.database.read(work))


async def ended(stage: Stage, state: str) -> Media:
    async def there() -> bool:
        return [one.state for one in await kept(stage)] == [state]

    await until(there)
    return (await kept(stage))[0]


async def hurry(stage: Stage, **back: int) -> None:
    due = datetime.now(UTC) - timedelta(seconds=1)
    values = {"next_at": due} | ({"created_at": due - timedelta(**back)} if back else {})
    await stage.gateway.app.state.database.write(lambda s: s.execute(update(media.table).values(values)))
    await stage.gateway.app.state.wechat_fetcher.once()


async def hurried(stage: Stage, state: str, **back: int) -> None:
    """Tried again and again: a try of the gateway's own may be on its way and put it off once more."""

    async def there() -> bool:
        await hurry(stage, **back)
        return [one.state for one in await kept(stage)] == [state]

    await until(there)


async def test_a_picture_is_kept_sealed(stage: Stage) -> None:
    await stage.simulator.callbacks.picture(ONE, PNG, "image/png")
    found = await ended(stage, "kept")
    assert (found.content_type, found.size) == ("image/png", len(PNG))
    files = stage.gateway.app.state.files
    assert files.open(found.file_key) == PNG
    assert all(PNG[:40] not in path.read_bytes() for path in files._root.rglob("*") if path.is_file())


async def test_what_is_no_picture_is_refused(stage: Stage) -> None:
    await stage.simulator.callbacks.picture(ONE, b"MZ\x90" + bytes(300), "image/png")
    await ended(stage, "refused")
    assert list(stage.gateway.app.state.files.stored_keys()) == []


async def test_too_large_is_refused(stage: Stage) -> None:
    await stage.simulator.callbacks.picture(ONE, PNG + bytes(5_000_001), "image/png")
    await ended(stage, "refused")


async def test_a_platform_that_fails_is_asked_again_for_three_days(stage: Stage) -> None:
    stage.world.faults.append(Fault("media/get", code=-1, times=3))
    await stage.simulator.callbacks.picture(ONE, PNG, "image/png")
    await until(lambda: GET in stage.world.calls)
    await hurry(stage)
    assert [one.state for one in await kept(stage)] == ["wanted"]
    stage.world.faults.clear()
    await hurried(stage, "kept")


async def test_after_three_days_it_is_gone(stage: Stage) -> None:
    stage.world.faults.append(Fault("media/get", body="<html>", times=-1))
    await stage.simulator.callbacks.picture(ONE, PNG, "image/png")
    await until(lambda: GET in stage.world.calls)
    await hurried(stage, "gone", days=3)


async def test_an_unknown_file_is_gone(stage: Stage) -> None:
    stage.world.faults.append(Fault("media/get", code=40007))
    await stage.simulator.callbacks.picture(ONE, PNG, "image/png")
    await ended(stage, "gone")


async def test_a_deletion_in_between_leaves_nothing(stage: Stage) -> None:
    stage.world.faults.append(Fault("media/get", seconds=0.5))
    await stage.simulator.callbacks.picture(ONE, PNG, "image/png")
    await until(lambda: GET in stage.world.calls)
    found, database = (await kept(stage))[0], stage.gateway.app.state.database
    await database.write(lambda s: delete(s, found.conversation_id, datetime.now(UTC)))
    await ended(stage, "removed")
    await until(lambda: not list(stage.gateway.app.state.files.stored_keys()))
