"""The patterns of the words for time: for each kind its alternatives; `name2` is `name` again."""

from __future__ import annotations

from typing import Any

from bot.intake.numerals import NUMERAL
from bot.text.replacer import any_word

_N = rf"(?:\d{{1,2}}|[{NUMERAL}]{{1,3}})"
# No time, but money or a count: 3.5万, 3月5万.
_NO_MONEY = r"(?![\d.]|个|[万千百亿块元角毛蚊刀折倍笔次张%w年天]|,\d)"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_NO_DATE = r"(?![饼供息租费薪利嫂光]|期(?!间))"
_SEVERAL = r"(?:一二|二三|三四|四五|五六|六七|七八|八九|九十|十一二)"
_TO = r"[-~—–到至、]"
_COUNT = rf"(?:\d{{1,3}}(?:\.\d)?|好?[几数]十?|[{NUMERAL}百]{{1,3}}几?|半)"
_LASTING = (
    rf"(?P<n>{_COUNT})(?P<more>[多来余])?"
    r"(?:个(?P<half>半)?(?P<later>多)?(?P<unit>月|星期|礼拜|小时|钟头?)"
    r"|(?P<unit2>天|日|周|星期|礼拜|小时|钟头|分钟|年)|(?<=[半数])(?P<unit3>月))"
    r"(?P<tail>半|多)?"
)
_WEEKDAY = r"(?P<weekday>[一二三四五六日天末1-6])"
_NO_WEEK = r"(?![期岁])"
_BANK = "[国行信介午间银秋]"  # 月中, but not the 中 of 中国银行


def sources(words: dict[str, Any]) -> dict[str, str]:
    """One pattern for each kind, in the order in which they are tried."""
    return {kind: "|".join(parts) for kind, parts in (_large(words) | _small(words)).items()}


def _large(words: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    weeks = any_word(words["weeks"])
    months = any_word(word for word in words["months"] if word.endswith("月"))
    years = any_word(word for word in words["years"] if word != "前年")
    return {
        "skip": (
            rf"每个?(?:月|年|周|星期|礼拜|天|日|季度?)的?(?:{_N}[号日]?)?",
            r"逢(?:周|星期|礼拜).",
            rf"(?:提前|前后|每隔|隔){_N}个?(?:天|日|月|年|周|星期|礼拜)|[第前]一[天日年周](?!晚)",
            rf"{_N}(?:天|日|个工作日|个月|年)[之以]?内",
            rf"{_N}(?:个月|年)(?:期|定期)",
            rf"(?:农历|阴历|旧历)(?!年|新年){_N}月[初廿]?{_N}?",
            rf"{any_word(words['numbered'])}[^，。,;；\n]{{0,4}}?\d+",
        ),
        "full": _full_dates(),
        "since": (rf"{any_word(words['since'])}(?!年)",),
        "ago": (rf"(?<![\d.月]){_LASTING}(?:左右)?(?:(?P<past>[之以]?前)(?![台面往期端年任])|了)",),
        "part_of_year": (
            rf"(?P<part>{any_word(words['year_parts'])})(?![一二三四五六七国])",
            rf"(?<=年)(?P<bare>[初底末尾]|中(?!{_BANK}))(?!一)",
        ),
        "week": (
            rf"(?P<week>{weeks})(?:一?个)?(?:周|星期|礼拜){_WEEKDAY}?{_NO_WEEK}",
            rf"(?P<week2>{weeks})个?(?P<weekday2>末)",
        ),
        "weekday": (rf"(?<![\d一二两三四五六七八九十几每逢])(?:周|星期|礼拜){_WEEKDAY}{_NO_WEEK}",),
        "month_offset": (rf"(?P<word>{months})份?",),
        "recent": (rf"(?P<how>最近|过去|近|这|呢|前|头|上|早)[的这]?{_LASTING}",),
        "year": (
            r"(?P<word>(?<![以之从生\d])前年)(?![轻纪龄])",
            rf"(?P<word2>(?<![之以])(?:{years}))(?![轻纪龄费])",
            *_numbered_years(),
        ),
    }


def _full_dates() -> tuple[str, ...]:
    month, day = r"0?[1-9]|1[0-2]", r"[0-2]?\d|3[01]"
    return (
        rf"(?<![\d.])(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>{month})"
        rf"(?:(?P=sep)(?P<d>{day}))?[号日]?{_NO_MONEY}",
        r"(?<!\d)(?P<y2>20\d\d)(?P<m2>0[1-9]|1[0-2])(?P<d2>[0-2]\d|3[01])(?!\d)",
        r"^(?P<y3>20\d\d)(?P<m3>0[1-9]|1[0-2])$",
        r"(?<![\d.])(?P<d4>\d{1,2})/(?P<m4>\d{1,2})/(?P<y4>20\d\d)(?!\d)",
        rf"(?<![\d.])(?:民国)?(?P<roc>9\d|1[0-3]\d)(?P<sep5>[-/.])(?P<m5>{month})"
        rf"(?P=sep5)(?P<d5>{day}){_NO_MONEY}",
    )


def _numbered_years() -> tuple[str, ...]:
    return (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:年度?|(?=[-~到至](?:19|20)\d\d年))",
        r"^(?P<y2>(?:19|20)\d\d)$",
        r"^(?P<yy>\d\d)年$",
        r"民国(?P<roc>\d{2,3})年",
        r"(?<!\d)(?P<roc2>1[0-3]\d)年",
        # 25年 alone is how long something lasts.
        r"(?<!\d)(?P<yy2>\d\d)年(?=的?(?:\d{1,2}|[一二三四五六七八九十]{1,3})月"
        r"|[初底末中头]|年[初底末]|[上下]半年|春|夏|秋|冬|国庆|中秋)",
    )


def _small(words: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    part, not_day = any_word(words["month_parts"]), f"(?!{any_word(words['not_days'])})"
    holidays = any_word([*words["fixed_holidays"], *words["lunar_holidays"]])
    return {
        "months": (
            rf"(?<![\d.])(?P<m>{_MONTH})(?:月份?)?{_TO}(?P<to>{_MONTH})月份?(?!\d*[号日])",
            rf"(?P<run>{_SEVERAL})月份?",
        ),
        "holiday": (
            rf"(?P<name>{holidays})(?!\d|[月号元万])(?:期间|假期|长假|黄金周|放假|节)?(?:的时候)?"
            rf"(?P<around>{any_word(words['around'])})?",
            r"(?<![\d一二两三四五六七八九十几多半个])(?P<eve>年[前后])(?![年面])",
        ),
        "month": (rf"(?<![\d.个半])(?P<m>{_MONTH})月份?{_NO_DATE}(?:的?月?(?P<part>{part})(?!{_BANK}))?",),
        "part": (
            rf"月(?P<part>{part})",
            r"(?P<part2>上旬|中旬|下旬|上半月|下半月)",
            r"(?<=月)(?P<part3>[初底末尾头])",
        ),
        "days": (rf"(?<![\d.])(?P<d>{_N})[号日]?{_TO}(?P<to>{_N})[号日]{not_day}",),
        "day": (
            rf"(?<![\d.第])(?P<d>{_N})(?:(?P<unit>号)|日){not_day}",
            rf"(?<=月)(?P<d2>{_N})(?!\d|[-~]\d|[多几]){_NO_MONEY}",
        ),
        "short": (
            r"(?<![\d./-])(?P<m>1[0-2]|0?[1-9])(?P<sep>[./-])(?P<d>[0-2]?\d|3[01])(?P<unit>[号日])?"
            rf"(?![/-]\d){_NO_MONEY}",
        ),
        "offset": (rf"(?P<word>{any_word(words['days'])})",),
        "vague": (rf"(?P<word>{any_word(words['vague'])})(?![台面往期端])",),
        "clock": (any_word(words["clock"]), r"\d{1,2}[:点时](?:\d{1,2}分?|半)?(?::\d\d)?"),
        "join": (any_word(words["joins"]),),
    }
