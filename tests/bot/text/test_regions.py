import pytest

from bot.text import Region, named_regions, suggest_region


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("我過數畀咗騙徒", "HK"),
        ("去警署報案", "HK"),
        ("戶口被凍結", "HK"),
        ("打999有用嗎", "HK"),
        ("防骗易热线18222", "HK"),
        ("我在香港被骗了", "HK"),
        ("有人扮公安打俾我，唔知真定假", "HK"),
        ("澳門司警電話", "MO"),
        ("在澳门被骗了", "MO"),
        ("葡币", "MO"),
        ("打165有用嗎", "TW"),
        ("收到簡訊叫我解除分期", "TW"),
        ("帳戶變警示帳戶", "TW"),
        ("我在台北", "TW"),
        ("打12378没人接", "CN"),
        ("支付宝转错了", "CN"),
        ("打96110", "CN"),
        # nothing, or as much of one as of another
        ("", None),
        ("我要投诉", None),
        ("我要投訴", None),
        ("我的户口", None),
        ("打110报警", None),
        ("冒充公安的骗子", None),
        ("转了165元", None),
        ("损失16500", None),
        ("1.165", None),
        ("999块", None),
        ("香港和台湾有什么不同", None),
        ("我是台湾人在上海", None),
    ],
)
def test_suggest_region(text: str, region: Region | None) -> None:
    assert suggest_region(text) == region


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("評議中心怎麼申請", {"TW"}),
        ("打1998投诉有用吗", {"TW"}),
        ("HKMA受理投訴嗎", {"HK"}),
        ("ADCC电话", {"HK"}),
        ("司警同AMCM", {"MO"}),
        ("合作金庫嗰邊", {"TW"}),
        ("喺滙豐有戶口", {"HK"}),
        ("桃園的分行", {"TW"}),
        ("桃园的分行", set()),
        ("东亚银行的卡", set()),
        ("我1998年开的户", set()),
        ("转了165元给人", set()),
        ("金管局管不管", set()),
        ("我要投诉", set()),
    ],
)
def test_offices_name_their_place(text: str, regions: set[Region]) -> None:
    assert named_regions(text) == regions
