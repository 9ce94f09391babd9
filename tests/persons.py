"""Made-up persons whose data no file may hold in clear text, in whatever spelling; tests type theirs.

Everything that tests leave behind (databases, logs) is searched for them when all are done.
"""

from dataclasses import dataclass
from typing import Final

_CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")

# Said beside it and meant to be found: a search that finds nothing at all is no search.
HARMLESS: Final = "银杏树下的长椅"


@dataclass(frozen=True)
class Person:
    """A name, the same in traditional characters, a mobile number, an identity number (valid, nobody's)."""

    name: str
    traditional: str
    phone: str
    id_number: str

    @property
    def given(self) -> tuple[str, ...]:
        """The part of the name that is never shown."""
        return tuple({self.name[2:], self.traditional[2:]})

    @property
    def phone_full_width(self) -> str:
        return self.phone.translate(_FULL_WIDTH)

    @property
    def phone_chinese(self) -> str:
        return self.phone.translate(_CHINESE)

    @property
    def phone_spaced(self) -> str:
        return f"{self.phone[:3]} {self.phone[3:7]} {self.phone[7:]}"

    @property
    def phone_mixed(self) -> str:
        return self.phone[:3] + self.phone[3:7].translate(_CHINESE) + self.phone[7:]

    def says(self, name: str) -> list[str]:
        """What they may write of themselves, in either script."""
        paper = self.id_number
        return [
            f"我叫{name}，手机{self.phone}，{HARMLESS}",
            f"我的手机是{self.phone_full_width}，打不通打{self.phone_spaced}",
            f"电话{self.phone_chinese}",
            f"周三{self.phone}打来过，第一{self.phone_full_width}，星期二{self.phone_chinese}",
            f"代表:张三 {self.phone} 李四{self.phone_mixed}",
            f"本人{name}，身份证号{paper}",
            f"姓名：{name} 电话：{self.phone_spaced}，身份证 {paper[:6]} {paper[6:14]} {paper[14:]}",
            f"{name}的卡被盗刷了",
        ]

    def spellings(self) -> set[str]:
        """What must not be found: the hidden part of the name, most of the numbers, as people type them."""
        tail = self.phone[-8:]
        numbers = {tail, f"{tail[:4]} {tail[4:]}", f"{tail[:4]}-{tail[4:]}", self.id_number}
        wide = {number.translate(_FULL_WIDTH) for number in numbers}
        spelt = {tail.translate(_CHINESE), self.phone_mixed[-8:]}
        return {*self.given, *numbers, *wide, *spelt}


PERSONS: Final = (
    Person("欧阳靖柏", "歐陽靖柏", "13792846510", "110101197809234717"),
    Person("司徒颖岚", "司徒穎嵐", "13684207395", "310101196503172640"),
    Person("诸葛沐辰", "諸葛沐辰", "15957391846", "440103198811056386"),
)
