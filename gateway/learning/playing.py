"""A quiz as far as it was played; the address says it, nothing else remembers it."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.learning import Question, Quiz


@dataclass(frozen=True, slots=True)
class Played:
    """A quiz with the options chosen so far, each a place from 1."""

    quiz: Quiz
    chosen: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """How many questions there are."""
        return len(self.quiz.questions)

    @property
    def over(self) -> bool:
        """Whether every question has its answer."""
        return len(self.chosen) >= self.total

    @property
    def question(self) -> Question:
        """The question that is open; IndexError when the quiz is over."""
        return self.quiz.questions[len(self.chosen)]

    @property
    def answered(self) -> Question:
        """The question answered last; IndexError before the first answer."""
        return self.quiz.questions[: len(self.chosen)][-1]

    @property
    def correct(self) -> bool:
        """Whether the last answer was right."""
        return self.chosen[-1] == self.answered.right

    @property
    def right(self) -> int:
        """How many answers were right."""
        return sum(q.right == at for q, at in zip(self.quiz.questions, self.chosen, strict=False))

    @property
    def path(self) -> str:
        """The address of the open question, or of the result."""
        return "/".join(filter(None, (f"/learn/quiz/{self.quiz.id}", "".join(map(str, self.chosen)))))

    def after(self, pick: str) -> Played | None:
        """With one more answer; None when it is no option of the open question."""
        return read(self.quiz, f"{''.join(map(str, self.chosen))}{pick}") if len(pick) == 1 else None


def read(quiz: Quiz, answers: str) -> Played | None:
    """The answers in an address (2131: the second option first); None for what cannot have been played."""
    if len(answers) > len(quiz.questions):
        return None
    for question, answer in zip(quiz.questions, answers, strict=False):
        if answer not in "1234"[: len(question.options)]:
            return None
    return Played(quiz, tuple(map(int, answers)))
