"""What the complaint pages say, in one script, region and mode."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from bot.intake.classes import load_classes
from bot.text import Region, convert
from gateway.pages.words import Dial, Words
from knowledge.placeholders import hotlines_in

# The bank's calendar: the clocks of the rules run on it (Asia/Shanghai has had no summer time since 1991).
CHINA = timezone(timedelta(hours=8))
_WEEK = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select: the slug, what the customer reads, and what belongs there."""

    slug: str
    label: str
    about: str


@dataclass(frozen=True, slots=True)
class ComplaintWords:
    """Says ``complaint_page.*`` sentences; call it with the key after the dot."""

    words: Words

    def __call__(self, key: str, **values: object) -> str:
        """One sentence of ``knowledge/sentences/complaint_pages.yml``."""
        w = self.words
        return w.voice.say(f"complaint_page.{key}", w.script, w.region, w.mode, values)

    def under(self, region: Region) -> "ComplaintWords":
        """The same words where another region's law holds."""
        return ComplaintWords(replace(self.words, region=region))

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return f"complaint_page.{key}" in self.words.knowledge.sentences

    def options(self, dimension: str) -> tuple[Option, ...]:
        """The classes of a dimension as choices."""
        script = self.words.script
        return tuple(
            Option(slug, convert(one.label, script), convert(one.about, script))
            for slug, one in load_classes()[dimension].classes.items()
        )

    def label(self, dimension: str, slug: str) -> str:
        """What a class is called."""
        return convert(load_classes()[dimension].classes[slug].label, self.words.script)

    def day(self, day: date) -> str:
        """A day in words: 2026年12月7日（星期一）."""
        said = f"{day.year}年{day.month}月{day.day}日（星期{_WEEK[day.weekday()]}）"
        return convert(said, self.words.script)

    def moment(self, moment: datetime) -> str:
        """A moment on the bank's clock: 2026年12月7日 09:05."""
        at = moment.astimezone(CHINA)
        return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"

    def joined(self, parts: tuple[str, ...]) -> str:
        """Names of things in the page's script, as a list in a sentence."""
        return convert("、".join(parts), self.words.script)

    def numbers(self, key: str) -> tuple[Dial, ...]:
        """The numbers a sentence names, to tap."""
        sentence = self.words.knowledge.sentences[f"complaint_page.{key}"]
        wording = sentence.regions.get(self.words.region, sentence.base)
        return tuple(filter(None, map(self.hotline, hotlines_in(wording.text))))

    def hotline(self, hotline: str) -> Dial | None:
        """A number to call; None when it is not known."""
        shown = self.words.knowledge.hotline(hotline, self.words.script)
        return Dial(shown.name, shown.name, shown.number, shown.dial) if shown else None
