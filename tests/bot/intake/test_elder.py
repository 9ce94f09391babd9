"""Who says of themselves that they are old or see badly, in both scripts; and what is said of others."""

import pytest

from bot.intake.elder import elder
from bot.text import convert

SAYS = """我七十三岁了，看不清楚，有人叫我转账
我今年72岁
我都八十几岁啦
72岁了，不会用手机
今年六十五岁了
我65岁，想买理财
本人68岁，退休教师
我是七旬老人
我已经古稀之年
您好，我快70岁了
我一个80岁的老人
我年纪大了，听不懂
年纪大了，不会弄
我老人家不识用
我是个老年人
我老了，记不住
眼睛不好，看不清
我眼睛花了
我老花，字太小
字太小了
你们的字太小了
看不清
我看不清楚屏幕上的字
我看不见字
我白内障，看东西费劲
我视力很差
我儿子不在，我今年七十八岁
我６５岁
我今年六十五
我快七十了
我70多了
"""
SAYS_HK = """我今年七十二歲喇
我都八十幾歲喇
我睇唔清啲字
字細過頭睇唔到
我老花眼
我係老人家，唔識用
阿婆我今年68歲
我係阿婆
我係長者
"""
SAYS_NOT = """我快七十万没了
我已经60天没收到
我妈72岁，被骗了
我妈，今年72岁了，被骗了
我爸爸眼睛不好
我妈看不清字
我家老人被骗了
60岁以上能贷款吗
满60岁能办信用卡吗
如果我60岁了还能买吗
等我65岁退休
我今年59岁
我三十五岁
我女儿六岁
我还没到60岁
我老公被骗了
我老了以后怎么领养老金
合同看不清
看不清验证码
收费看不清楚是怎么算的
我看不到余额
图片的字看不清
银行说要60岁
转了60多万
我60后
我上班的地方
他说他72岁了
"""


@pytest.mark.parametrize("text", [*SAYS.splitlines(), *SAYS_HK.splitlines()])
def test_says_so(text: str) -> None:
    assert elder(text)
    assert elder(convert(text, "zh-Hant-TW"))


@pytest.mark.parametrize("text", SAYS_NOT.splitlines())
def test_does_not_say_so(text: str) -> None:
    assert not elder(text)
    assert not elder(convert(text, "zh-Hant-HK"))


@pytest.mark.parametrize("hostile", ["我今年是", "我是个是个", "是个", "快快要", "我", "七十"])
def test_words_piled_up_are_read_to_the_end(hostile: str) -> None:
    assert not elder(hostile * 10_000)
    assert not elder("")
