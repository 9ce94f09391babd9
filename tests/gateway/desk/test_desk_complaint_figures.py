"""Figures of complaints at the desk: the page, its charts, its files, who may, what is on the record."""

import csv
import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest

from casework.audit.service import search
from casework.complaints.demo import service as demo
from tests.casework.complaints.figures.many import one, rows, stored
from tests.gateway.conftest import Gateway
from tests.gateway.desk.cases import NAME, PHONE, STORY, filed
from tests.gateway.desk.conftest import Agent, Hire

PATH = "/desk/complaints/figures"


@pytest.fixture
async def boss(hire: Hire) -> Agent:
    return await hire("boss", "supervisor")


async def put(gateway: Gateway, found: list[dict[str, Any]]) -> None:
    await gateway.app.state.database.write(lambda s: stored(s, found))


async def page(agent: Agent, query: str = "") -> str:
    answer = await agent.get(f"{PATH}{query}")
    assert answer.status_code == 200, answer.text
    return answer.text


def cells(html: str, heading: str) -> list[list[str]]:
    """The rows of the table under a heading."""
    section = re.search(rf'<h2 id="{heading}">.*?</section>', html, re.S)
    assert section, heading
    body = re.search(r"<tbody>(.*?)</tbody>", section[0], re.S)
    assert body, heading
    return [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", body[1], re.S)
    ]


def read_csv(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


async def test_the_page_counts_this_year_and_names_its_classes(gateway: Gateway, boss: Agent) -> None:
    for n in range(3):
        await filed(gateway, phone=f"1390000000{n}", story=f"第{n}件：信用卡年费问题", amount=None)
    html = await page(boss)
    totals = cells(html, "totals")
    assert totals[0][:2] == ["收到投诉", "3件"]
    assert totals[3][:2] == ["按时率", "—"]
    assert len(totals) == 8
    assert all(row[2] for row in totals)
    assert cells(html, "business") == [["信用卡", "3", "100.0%"]]
    assert cells(html, "cause") == [["定价收费", "3", "100.0%"]]
    assert cells(html, "channel") == [["移动客户端", "3", "100.0%"]]
    assert cells(html, "branch") == [["未记", "3", "100.0%"]]
    assert cells(html, "state") == [["待受理", "3", "100.0%"]]
    assert cells(html, "repeats") == [["信用卡", "定价收费", "3", "0", "+3"]]
    assert sum(int(row[1]) for row in cells(html, "day")) == 3
    for name in ("day", "business", "cause", "channel", "region", "branch", "state", "door", "repeats"):
        assert f"{PATH}/{name}.svg?" in html
    assert 'alt="柱状图，按业务类型，共3件。最多的是：信用卡3件（100.0%）。全部数字见下表。"' in html


async def test_period_and_filters_come_from_the_address(gateway: Gateway, boss: Agent) -> None:
    await put(gateway, rows(300, days=360))
    whole = await page(boss, "?first=2025-01-01&last=2025-12-31")
    part = await page(boss, "?first=2025-02-01&last=2025-04-30&cause=fee&branch=第7支行&region=nowhere")
    assert int(cells(whole, "totals")[0][1].removesuffix("件")) > int(
        cells(part, "totals")[0][1].removesuffix("件")
    )
    assert "筛选：定价收费，第7支行" in part
    assert '<option value="第7支行" selected>' in part
    assert 'value="2025-02-01"' in part


@pytest.mark.parametrize("query", ["?first=x&last=2025-13-01", "?first=2030-01-01", "?last=0001-01-01"])
async def test_what_is_no_period_is_this_year(gateway: Gateway, boss: Agent, query: str) -> None:
    await filed(gateway)
    assert cells(await page(boss, query), "totals")[0][1] == "1件"


async def test_branches_beyond_fifteen_are_one_row_and_whole_below(gateway: Gateway, boss: Agent) -> None:
    await put(gateway, [one(number=n, branch=f"第{n:02}支行") for n in range(20)])
    html = await page(boss, "?first=2025-01-01&last=2025-12-31")
    assert cells(html, "branch")[-1] == ["其余5项", "5", "25.0%"]
    assert html.count("第19支行") > 1


async def test_nothing_is_said_to_be_nothing(boss: Agent) -> None:
    html = await page(boss)
    assert cells(html, "totals")[0][1] == "0件"
    assert ".svg" not in html.split("<main")[1]


@pytest.mark.parametrize("name", ["day", "business", "branch", "repeats"])
async def test_a_chart_is_a_picture_whose_texts_stay_texts(gateway: Gateway, boss: Agent, name: str) -> None:
    await put(gateway, rows(200, days=300))
    query = "first=2025-01-01&last=2025-12-31"
    light, dark = [await boss.get(f"{PATH}/{name}.svg?{query}&theme={theme}") for theme in ("light", "dark")]
    assert (light.status_code, light.headers["content-type"]) == (200, "image/svg+xml")
    assert "<text" in light.text
    assert "Noto Sans CJK SC" in light.text
    assert "<script" not in light.text
    assert ("hatch" in light.text or "pattern" in light.text) or name == "day"
    assert light.text != dark.text


async def test_a_chart_of_an_empty_period_is_drawn_too(boss: Agent) -> None:
    for name in ("day", "business", "repeats"):
        assert (await boss.get(f"{PATH}/{name}.svg")).status_code == 200


async def test_there_is_no_other_chart_and_no_other_file(boss: Agent) -> None:
    for name in ("story.svg", "tables.exe", "list.pdf", "yearly.html"):
        assert (await boss.get(f"{PATH}/{name}")).status_code == 404


async def test_agents_see_no_figures_auditors_do(gateway: Gateway, hire: Hire) -> None:
    agent, auditor = await hire("lin", "agent"), await hire("aud", "auditor")
    for path in ("", "/yearly", "/business.svg", "/tables.csv", "/list.xlsx", "/yearly.csv"):
        assert (await agent.get(PATH + path)).status_code == 403, path
        assert (await auditor.get(PATH + path)).status_code == 200, path


async def test_the_list_leads_to_the_figures_those_who_may(gateway: Gateway, boss: Agent, hire: Hire) -> None:
    agent = await hire("lin", "agent")
    assert PATH in (await boss.get("/desk/complaints")).text
    assert PATH not in (await agent.get("/desk/complaints")).text


async def test_the_demo_is_offered_apart_and_says_so(gateway: Gateway, boss: Agent) -> None:
    assert 'id="demo-switch"' not in await page(boss)
    await filed(gateway)
    now, database = datetime.now(UTC), gateway.app.state.database
    for batch in demo.batches(20, now.year, now):
        await database.write(lambda s, b=batch: demo.fill(s, gateway.app.state.cipher, b, now))
    real, made_up = await page(boss), await page(boss, "?demo=1")
    assert 'id="demo-switch"' in real
    assert cells(real, "totals")[0][1] == "1件"
    assert cells(made_up, "totals")[0][1] == "20件"
    assert "演示数据" in made_up
    file = await boss.get(f"{PATH}/tables.csv?demo=1")
    assert 'filename="complaint-figures-demo-' in file.headers["content-disposition"]
    assert "演示数据" in file.content.decode()


async def test_the_tables_as_files_are_those_of_the_page(gateway: Gateway, boss: Agent) -> None:
    await put(gateway, rows(120, days=300))
    query = "?first=2025-01-01&last=2025-12-31"
    html = await page(boss, query)
    found = read_csv((await boss.get(f"{PATH}/tables.csv{query}")).content)
    assert found[0] == ["投诉统计"]
    start = found.index(["按业务类型"])
    shown = [[re.sub(",", "", cell) for cell in row] for row in cells(html, "business")]
    assert found[start + 2 : start + 2 + len(shown)] == shown
    book = zipfile.ZipFile(io.BytesIO((await boss.get(f"{PATH}/tables.xlsx{query}")).content))
    assert "按业务类型" in book.read("xl/workbook.xml").decode()
    assert b"<f>" not in b"".join(book.read(name) for name in book.namelist())


async def test_the_list_has_no_person_no_word_and_no_formula(gateway: Gateway, boss: Agent) -> None:
    complaint = await filed(gateway, branch="人民路支行")
    await put(gateway, [one(datetime.now(UTC), 7, branch="=HYPERLINK(1)", department="@cmd")])
    answer = await boss.get(f"{PATH}/list.csv")
    assert 'attachment; filename="complaints-' in answer.headers["content-disposition"]
    head, *found = read_csv(answer.content)
    assert [row[0] for row in found] == [complaint.receipt, "N7"] or [row[0] for row in found] == [
        "N7",
        complaint.receipt,
    ]
    mine = next(dict(zip(head, row, strict=True)) for row in found if row[0] == complaint.receipt)
    assert (mine["业务类型"], mine["网点"], mine["涉及金额"]) == ("信用卡", "人民路支行", "600.00")
    text = answer.content.decode()
    assert not any(secret in text for secret in (STORY, NAME, PHONE, "王**", "138****"))
    assert "'=HYPERLINK(1)" in text
    assert "'@cmd" in text
    sheet = (await boss.get(f"{PATH}/list.xlsx")).content
    packed = b"".join(
        zipfile.ZipFile(io.BytesIO(sheet)).read(n) for n in zipfile.ZipFile(io.BytesIO(sheet)).namelist()
    )
    assert complaint.receipt.encode() in packed
    assert b"<f>" not in packed


async def test_a_list_too_long_to_wait_for_is_refused(
    gateway: Gateway, boss: Agent, monkeypatch: Any
) -> None:
    monkeypatch.setattr("gateway.desk.complaint_figures.files.MOST", 1)
    await put(gateway, [one(datetime.now(UTC), n) for n in range(2)])
    answer = await boss.get(f"{PATH}/list.csv")
    assert answer.status_code == 422
    assert "清单超过1件" in answer.text


async def test_every_export_is_on_the_record(gateway: Gateway, boss: Agent) -> None:
    await boss.get(f"{PATH}/tables.csv?cause=fee")
    await boss.get(f"{PATH}/list.xlsx")
    await boss.get(f"{PATH}/yearly.csv?year=2025")
    found = await gateway.app.state.database.read(lambda s: search(s, object_type="complaints"))
    said = {record.action: record.after for record in found}
    assert set(said) == {
        "complaints.figures_exported",
        "complaints.list_exported",
        "complaints.yearly_exported",
    }
    assert said["complaints.figures_exported"]["cause"] == "fee"
    assert said["complaints.list_exported"]["file"] == "xlsx"
    assert said["complaints.yearly_exported"]["year"] == 2025
    assert {record.actor_name for record in found} == {"boss"}


async def test_the_yearly_report_has_shares_sums_and_its_source(gateway: Gateway, boss: Agent) -> None:
    kinds = [
        ("credit", "fee", "CN"),
        ("credit", "rule", "CN"),
        ("loan", "rule", "HK"),
        ("debit", "rule", "CN"),
    ]
    made = [one(number=n, business=b, cause=c, region=r) for n, (b, c, r) in enumerate(kinds)]
    await put(gateway, [*made, one(datetime(2024, 6, 1, tzinfo=UTC), 9)])
    answer = await boss.get(f"{PATH}/yearly?year=2025")
    assert cells(answer.text, "y-total") == [["2025", "4"]]
    assert cells(answer.text, "y-business") == [
        ["信用卡", "2", "50.0%"], ["借记卡", "1", "25.0%"], ["贷款", "1", "25.0%"], ["合计", "4", "100.0%"],
    ]  # fmt: skip
    assert cells(answer.text, "y-region") == [
        ["内地", "3", "75.0%"],
        ["香港", "1", "25.0%"],
        ["合计", "4", "100.0%"],
    ]
    assert "中国人民银行令〔2020〕第5号" in answer.text
    file = read_csv((await boss.get(f"{PATH}/yearly.csv?year=2025")).content)
    assert ["信用卡", "2", "50.0%"] in file
    assert any("第36条" in row[0] for row in file if row)


async def test_a_year_that_is_none_is_the_last_one(gateway: Gateway, boss: Agent) -> None:
    last = gateway.app.state.clock().year - 1
    for said in ("", "?year=abc", "?year=9999", "?year=" + "9" * 30):
        assert f"{last}年金融消费者投诉数据" in (await boss.get(f"{PATH}/yearly{said}")).text
