"""Rules on what an answer may say: no money promised, no other's account frozen, no secret asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.lint.texts import Text
from knowledge.models import Problem

_SENTENCES = re.compile(r"[^。！？；\n!?;]+[。！？；!?;]?")
_GAP = r"[^，。！？；,]{0,8}?"
_BACK = (
    r"(?:追回|退回|退还|拿回|要回|返还|挽回|找回|讨回|收回|退款|退钱|退给|还给您"
    r"|赔付|全退|退得?回|要得?回|追得?回)"
)
_PROMISE = re.compile(
    rf"(?:保证(?!金)|担保|承诺|包(?=退|赔|追)|一定(?:能|会|可以)|肯定(?:能|会|可以)?|必定|必然|绝对(?:能|会|可以)"
    rf"|百分之百|100%|稳(?=追|退)){_GAP}{_BACK}"
    rf"|全额(?:退还|退款|返还|追回|退回|赔付)|包(?:退|赔|追回)|(?:会|能|可以)全部(?:追回|退回|退还|返还)|一分不少"
)
# The promise belongs to a swindler, is denied, or is only asked about.
_OTHERS_WORDS = re.compile(
    r"不|没|无法|未必|难以|别|勿|声称|自称|号称|谎称|宣称|吹嘘|打着|所谓|有人|凡是|任何人|谁"
    r"|中介|骗子|对方|代理|拒绝|警惕|当心|小心"
)
_CALLED_A_LIE = re.compile(
    r"(?:是|属于|有诈|可能).{0,6}(?:骗|陷阱|圈套|套路|违法|谎|假)|不可信|别信|不要信|不要相信"
)
_QUESTION = re.compile(r"[？?]$|吗[”」]?$")

_OTHER_SIDE = r"(?:对方|骗子|收款人?|涉案|涉诈|他人|别人|诈骗(?:分子|人员|团伙)?)"
_FREEZE = re.compile(rf"冻结(?:住|了|掉)?{_OTHER_SIDE}[^，。！？；,]{{0,6}}?(?:账户|账号|卡|户头)")
_FREEZE_DENIED = re.compile(r"不|没|无权|只有|公安|警|法院|检察|司法|有权机关")

_CREDENTIAL = r"(?:密码|验证码|动态码|口令|安全码|(?i:cvv2?|cvn2?)|完整卡号|指纹|人脸)"
_ASK = re.compile(
    rf"(?:提供|告诉|输入|发送|发来|发给|回复|填写|说出|念出|报出|报上|上传|写下|留下)(?![了过])[^，。！？；,]{{0,8}}?{_CREDENTIAL}"
)
_ASK_DENIED = re.compile(
    r"不|别|勿|莫|绝不|拒绝|凡是|要求|要您|让您|叫您|要你|让你|叫你|骗|如果|已经|一旦|任何人|若|谁|索要|有人|对方|假"
)


def promises(text: Text) -> Iterator[Problem]:
    """``money-back``, ``freeze-claim``, ``asks-secret``."""
    for sentence in _SENTENCES.findall(text.text):
        for rule, message, found in _checks(sentence):
            if found:
                yield Problem(text.file, text.entry, rule, f"{text.field}: {message}: “{found}”")


def _checks(sentence: str) -> Iterator[tuple[str, str, str]]:
    yield "money-back", "promises money back", _promised(sentence)
    yield "freeze-claim", "says the bank freezes another's account", _found(_FREEZE, _FREEZE_DENIED, sentence)
    yield "asks-secret", "asks for a secret", _found(_ASK, _ASK_DENIED, sentence)


def _promised(sentence: str) -> str:
    if _QUESTION.search(sentence):
        return ""
    match = _PROMISE.search(sentence)
    if not match or _CALLED_A_LIE.search(sentence[match.end() :]):
        return ""
    return "" if _OTHERS_WORDS.search(sentence[: match.end()]) else match[0]


def _found(claim: re.Pattern[str], denied: re.Pattern[str], sentence: str) -> str:
    match = claim.search(sentence)
    return "" if not match or denied.search(sentence[: match.start()]) else match[0]
