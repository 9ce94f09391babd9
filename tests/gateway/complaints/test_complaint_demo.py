"""A complaint of the demo says on its pages and on paper that it is one."""

from datetime import UTC, datetime

from casework.complaints import service
from casework.complaints.demo import service as demo
from tests.gateway.complaints.conftest import Browser, browser
from tests.gateway.conftest import Gateway

__all__ = ["browser"]
NOTICE = "这是演示用的投诉"


async def test_page_and_receipt_say_that_it_is_made_up(gateway: Gateway, browser: Browser) -> None:
    state, now = gateway.app.state, datetime.now(UTC)
    [batch] = demo.batches(1, now.year, now)
    await state.database.write(lambda s: demo.fill(s, state.cipher, batch, now))
    receipt, code = await state.database.read(
        lambda s: (found := demo.newest(s), (found.receipt, service.code_of(s, state.cipher, found.id)))[1]
    )
    opened = await browser.post("/complaints/look-up", "/complaints", receipt=receipt, code=code)
    assert receipt in opened.text
    assert NOTICE in opened.text
    assert NOTICE in (await browser.get(f"/complaints/{receipt}/receipt")).text


async def test_a_real_complaint_says_nothing_of_it(gateway: Gateway, browser: Browser) -> None:
    filed = await browser.file()
    assert 'id="code"' in filed.text
    assert NOTICE not in filed.text
