"""Lessons as one reader gets them: converted, with the numbers of the reader's region."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.text import Region, Script
from knowledge.base import Knowledge
from knowledge.learning import calendar
from knowledge.learning.loader import load_learning
from knowledge.learning.models import Campaign, Card, Learning, Lesson, Option, Question, Quiz, Story
from knowledge.models import RenderedHotline, RenderedSource
from knowledge.placeholders import hotlines_in


@dataclass(frozen=True)
class Teacher:
    """Tells the lessons in one script and region; everything it returns may be shown as it is."""

    learning: Learning
    knowledge: Knowledge
    script: Script
    region: Region

    @staticmethod
    def of(knowledge: Knowledge, script: Script, region: Region) -> Teacher:
        """With the lessons of the files."""
        return Teacher(load_learning(), knowledge, script, region)

    def quizzes(self) -> tuple[Quiz, ...]:
        """The quizzes offered in the region, by topic."""
        return tuple(
            self.told(q) for _, q in sorted(self.learning.quizzes.items()) if self.region in q.regions
        )

    def quiz(self, topic: str) -> Quiz | None:
        """One quiz, wherever it is offered: a link that was passed on must open."""
        found = self.learning.quizzes.get(topic)
        return self.told(found) if found else None

    def quiz_of(self, today: date, after: str = "") -> Quiz | None:
        """The quiz of the day, or the one that follows a topic."""
        found = calendar.quiz_of(self.learning, today, self.region, after)
        return self.told(found) if found else None

    def told(self, quiz: Quiz) -> Quiz:
        """A quiz in the reader's words."""
        questions = tuple(map(self._question, quiz.questions))
        return replace(quiz, title=self.words(quiz.title), questions=questions)

    def stories(self) -> tuple[Story, ...]:
        """All cases, by id."""
        return tuple(self._story(story) for _, story in sorted(self.learning.stories.items()))

    def story(self, id_: str) -> Story | None:
        """One case."""
        found = self.learning.stories.get(id_)
        return self._story(found) if found else None

    def story_of(self, today: date) -> Story | None:
        """The case of the day."""
        found = calendar.story_of(self.learning, today)
        return self._story(found) if found else None

    def season(self, today: date) -> calendar.Season | None:
        """The campaign that is on or comes next."""
        found = calendar.season(self.learning, today)
        return replace(found, campaign=self._campaign(found.campaign)) if found else None

    def cards(self) -> tuple[Card, ...]:
        """All cards, by id."""
        return tuple(self._card(card) for _, card in sorted(self.learning.cards.items()))

    def card(self, id_: str) -> Card | None:
        """One card."""
        found = self.learning.cards.get(id_)
        return self._card(found) if found else None

    def numbers(self, card: Card) -> tuple[RenderedHotline, ...]:
        """The numbers on a card; one that is not known (the bank's, where it is not set) is left out."""
        ids = card.numbers.get(self.region, ())
        return tuple(filter(None, (self.knowledge.hotline(id_, self.script) for id_ in ids)))

    def sources(self, lesson: Lesson) -> tuple[RenderedSource, ...]:
        """What a lesson rests on."""
        return self.knowledge.cited(lesson.sources, self.script)

    def words(self, template: str) -> str:
        """One text in the reader's script, with the region's numbers in place of the mainland's."""
        for id_ in hotlines_in(template):
            other = self.learning.instead.get(id_, {}).get(self.region)
            template = template.replace(f"{{hotline:{id_}}}", f"{{hotline:{other}}}") if other else template
        return self.knowledge.words(template, self.script)

    def _question(self, question: Question) -> Question:
        options = tuple(Option(self.words(option.text), option.right) for option in question.options)
        return Question(self.words(question.ask), options, self.words(question.why))

    def _story(self, story: Story) -> Story:
        return replace(
            story,
            title=self.words(story.title),
            story=self.words(story.story),
            lesson=self.words(story.lesson),
        )

    def _card(self, card: Card) -> Card:
        return replace(
            card,
            title=self.words(card.title),
            lines=tuple(map(self.words, card.lines)),
            tip=self.words(card.tip),
        )

    def _campaign(self, campaign: Campaign) -> Campaign:
        return replace(campaign, title=self.words(campaign.title), about=self.words(campaign.about))


def cards_by_entry() -> dict[str, str]:
    """Which card an answer may be passed on with: entry id to card id (of two, the first)."""
    cards = sorted(load_learning().cards.items(), reverse=True)
    return {card.entry: id_ for id_, card in cards}
