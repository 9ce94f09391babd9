"""What the pages to learn from say, in one script, region and mode."""

from dataclasses import dataclass
from datetime import date

from gateway.pages.words import Words
from knowledge.learning.models import MonthDay
from knowledge.learning.telling import Teacher


@dataclass(frozen=True, slots=True)
class LearningWords:
    """Says ``learning.*`` sentences; call it with the key after the dot."""

    words: Words

    def __call__(self, key: str, **values: object) -> str:
        """One sentence of ``knowledge/sentences/learning.yml``."""
        w = self.words
        return w.voice.say(f"learning.{key}", w.script, w.region, w.mode, values)

    @property
    def teacher(self) -> Teacher:
        """The lessons for this reader."""
        return Teacher.of(self.words.knowledge, self.words.script, self.words.region)

    def day(self, day: date) -> str:
        """A day in words: 2026年11月22日."""
        return f"{day.year}年{day.month}月{day.day}日"

    def month_day(self, day: MonthDay) -> str:
        """A day of every year in words: 3月15日."""
        return f"{day[0]}月{day[1]}日"

    def entry(self, entry: str) -> str:
        """An entry's title, which is also what asking it in the chat sends; "" for one that is retired."""
        knowledge, w = self.words.knowledge, self.words
        known = entry in knowledge.entries
        return knowledge.render(entry, w.script, w.region, w.mode).title if known else ""
