"""Rules on what an answer may say: no money promised, no other's account frozen, no secret asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.models import Problem
from knowledge.texts import Text

_SENTENCES = re.compile(r"[^。！？；\n!?;]+[。！？；!?;]?[”」’]?")
_CLAUSE_END = re.compile(r"[，,：:、]")
_QUESTION = re.compile(r"(?:[？?]|吗)[”」]?$")
_NEVER = re.compile(r"(?!)")
_IN = "[^，。！？；,]"  # within a clause


@dataclass(frozen=True)
class Rule:
    """A claim, and what makes it harmless: words before it in its clause or sentence, or after it."""

    code: str
    message: str
    claim: re.Pattern[str]
    denied: re.Pattern[str]
    attributed: re.Pattern[str]
    refuted: re.Pattern[str] = _NEVER
    asked: bool = True  # a question claims nothing

    def found(self, sentence: str) -> str:
        """The first claim that nothing takes back; '' when there is none."""
        if self.asked and _QUESTION.search(sentence):
            return ""
        return next((m[0] for m in self.claim.finditer(sentence) if not self._harmless(sentence, m)), "")

    def _harmless(self, sentence: str, match: re.Match[str]) -> bool:
        before = sentence[: match.start()]
        clause = _CLAUSE_END.split(before)[-1] + match[0]
        return bool(
            self.denied.search(clause)
            or self.attributed.search(sentence[: match.end()])
            or self.refuted.search(sentence[match.end() :])
        )


_BACK = (
    r"(?:追回|退回|退还|拿回|要回|返还|挽回|找回|讨回|收回|退款|退钱|退给|还给您"
    r"|赔付|全退|退得回|要得回|追得回)"
)
_SURE = (
    r"(?:保证(?!金)|担保|承诺|包(?=退|赔|追|您|你)|保(?=您|你|准)|一定(?:能|会|可以)|肯定(?:能|会|可以)?"
    r"|必定|必然|绝对(?:能|会|可以)|百分之百|100%|稳(?=追|退))"
)
_MONEY = Rule(
    code="money-back",
    message="promises money back",
    claim=re.compile(
        rf"{_SURE}{_IN}{{0,10}}?{_BACK}"
        r"|全额(?:退还|退款|返还|追回|退回|赔付)|包(?:退|赔|追回)|一分不少"
        rf"|(?:会|能|可以)全(?:部|额){_IN}{{0,3}}?(?:追|退|返|拿|要)"
        rf"|(?:我们|本行|银行|\{{bank\}})(?:会|能|可以|负责|来|帮|替){_IN}{{0,8}}?(?:追|拿|要|找|讨)回"
    ),
    denied=re.compile(r"不|没|无法|未必|难以|别|勿|尽力|尽量|协助|争取"),
    attributed=re.compile(
        r"(?:没有?人|谁|任何人|无法|不能|不会|不敢)[^。]{0,6}(?:保证|承诺|担保)"
        r"|声称|自称|号称|谎称|宣称|吹嘘|打着|所谓|凡是|别信|勿信|不要信|不要相信|不可信|拒绝|警惕|当心|小心"
        r"|(?:有人|谁|中介|骗子|对方|代理|他们?)[^。]{0,8}(?:说|称|承诺|保证|答应|[要让叫][您你])"
    ),
    refuted=re.compile(
        r"(?:是|属于|有诈|可能).{0,6}(?:骗|陷阱|圈套|套路|违法|谎|假)|不可信|别信|不要信|不要相信"
    ),
)

_OTHER = r"(?:对方|骗子|收款人?|涉案|涉诈|他人|别人|诈骗(?:分子|人员|团伙)?)"
_ACCOUNT = rf"{_OTHER}{_IN}{{0,6}}?(?:账户|账号|卡|户头)"
_FREEZE = Rule(
    code="freeze-claim",
    message="says the bank freezes another's account",
    claim=re.compile(rf"冻结(?:住|了|掉)?{_ACCOUNT}|(?:把|将){_ACCOUNT}{_IN}{{0,4}}?冻结"),
    denied=re.compile(r"不|没|无权|只有|公安|警|法院|检察|司法|有权机关"),
    attributed=re.compile(r"公安|警|法院|检察|司法|有权机关|骗子说|声称|自称"),
)

_CREDENTIAL = r"(?:密码|验证码|动态码|口令|安全码|(?i:cvv2?|cvn2?)|完整卡号|指纹|人脸)"
_GIVE = r"(?:提供|告诉|告知|输入|发送|发来|发给|发一下|回复|填写|说出|说一下|念|报出|报上|上传|写下|留下)"
_SECRET = Rule(
    code="asks-secret",
    message="asks for a secret",
    claim=re.compile(
        rf"{_GIVE}(?![了过]){_IN}{{0,10}}?{_CREDENTIAL}"
        rf"|(?:需要|请给|麻烦给)(?:我|我们)?您的?{_IN}{{0,4}}?{_CREDENTIAL}"
        rf"|(?:请|麻烦){_IN}{{0,6}}?(?:把|将){_IN}{{0,6}}?{_CREDENTIAL}{_IN}{{0,4}}?(?:发|告诉|告知|给|报|念|填)(?!了)"
    ),
    denied=re.compile(r"不|别|勿|莫|拒绝|如果|已经|一旦|若"),
    attributed=re.compile(
        r"(?:不要|别|勿|切勿|绝不|不会|从不|拒绝)[^。]{0,40}(?:告诉|提供|输入|发|说|填|要)"
        r"|凡是|要求|(?<!需)[要让叫][您你]|骗|如果|已经|一旦|任何人|谁|索要|有人|对方|假冒"
    ),
    asked=False,
)
_RULES = (_MONEY, _FREEZE, _SECRET)
CODES = frozenset(rule.code for rule in _RULES)


def promises(text: Text) -> Iterator[Problem]:
    """``money-back``, ``freeze-claim``, ``asks-secret``."""
    for sentence in _SENTENCES.findall(text.text):
        for rule in _RULES:
            claim = rule.found(sentence)
            if claim:
                message = f"{text.field}: {rule.message}: “{claim}”"
                yield Problem(text.file, text.entry, rule.code, message)
