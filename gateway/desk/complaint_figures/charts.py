"""Charts as SVG, drawn by matplotlib: bars with hatches and their numbers, so that no colour is needed.

Texts stay texts, in the reader's own Chinese font; the layout measures none: the server needs no font.
"""

import io
import threading
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from casework.complaints.figures.types import Dimension, Figures
from gateway.desk.complaint_figures.naming import Names
from gateway.desk.complaint_figures.sheets import PARTS, TOP, every_day, shown
from gateway.desk.complaint_figures.sheets import part as part_sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Theme = Literal["light", "dark"]
CHARTS: Final = ("day", *PARTS, "repeats")
# Matplotlib lays out with its own font and writes it; readers get theirs.
_OWN_FONT: Final = "'DejaVu Sans'"
_FONTS: Final = (
    "'PingFang SC', 'HarmonyOS Sans SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
)
_INCH, _ROW, _LEFT, _RIGHT, _TOP, _BOTTOM = 7.6, 0.36, 2.35, 1.5, 0.15, 0.15
_LONGEST_NAME: Final = 13
# Up to so many days each day is a bar; beyond, each month.
_DAYS: Final = 400
_WEEK: Final = 7
_MOST_REPEATS: Final = 10
_LOCK: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a theme: those of the desk's pages. `thin`: bars too thin for a hatch."""

    ground: str
    ink: str
    bar: str
    edge: str
    thin: str


_LOOKS: Final[dict[Theme, Look]] = {
    "light": Look("#ffffff", "#12252b", "#cfe3e6", "#0b4a57", "#5f99a3"),
    "dark": Look("#16252a", "#eaf2f2", "#24525c", "#8fdbe3", "#3f7f8b"),
}


def draw(found: Figures, name: str, names: Names, theme: Theme) -> bytes:
    """One of `CHARTS` as SVG. Blocks for some hundredths of a second; one at a time."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    settings = {
        "svg.fonttype": "none",
        "svg.hashsalt": name,
        "font.family": "DejaVu Sans",
        "hatch.linewidth": 0.8,
    }
    with _LOCK, warnings.catch_warnings(), mpl.rc_context(cast(Any, settings)):
        # Its own font has no Chinese; the reader's browser has one.
        warnings.filterwarnings("ignore", message=r"(?s)Glyph .* missing")
        figure = _drawn(found, name, names, _LOOKS[theme])
        out = io.BytesIO()
        cast(Any, FigureCanvasSVG(figure)).print_svg(out, metadata={"Date": None, "Creator": None})
    return out.getvalue().replace(_OWN_FONT.encode(), _FONTS.encode())


def _drawn(found: Figures, name: str, names: Names, look: Look) -> "Figure":
    if name == "day":
        return _days(found, names, look)
    if name == "repeats":
        return _repeats(found, names, look)
    sheet = part_sheet(found, names, cast(Dimension, name), TOP)
    rows = [
        (str(label), int(number), f"{shown(number)}（{shown(share)}）") for label, number, share in sheet.rows
    ]
    return _bars(rows, look)


def _bars(rows: Sequence[tuple[str, int, str]], look: Look) -> "Figure":
    """Horizontal bars, the largest above, each with its number."""
    figure, axes = _paper(len(rows), _ROW, look)
    places = range(len(rows))
    axes.barh(places, [row[1] for row in rows], 0.62, color=look.bar, edgecolor=look.edge, hatch="///")
    for place, (_, number, said) in zip(places, rows, strict=True):
        axes.annotate(said, (number, place), (5, 0), **_text(look, "left"))
    _labels(axes, [row[0] for row in rows], look)
    axes.set_xlim(0, max((row[1] for row in rows), default=1) or 1)
    return figure


def _repeats(found: Figures, names: Names, look: Look) -> "Figure":
    rows = found.repeats[:_MOST_REPEATS]
    figure, axes = _paper(len(rows), 0.62, look, head=0.35)
    for offset, numbers, hatch, color in (
        (-0.19, [row.number for row in rows], "///", look.bar),
        (0.19, [row.before for row in rows], "", look.ground),
    ):
        places = [place + offset for place in range(len(rows))]
        axes.barh(places, numbers, 0.34, color=color, edgecolor=look.edge, hatch=hatch)
        for place, number in zip(places, numbers, strict=True):
            axes.annotate(shown(number), (number, place), (5, 0), **_text(look, "left"))
    _labels(axes, [f"{names.of('business', r.business)}\n{names.of('cause', r.cause)}" for r in rows], look)
    axes.set_xlim(0, max((max(row.number, row.before) for row in rows), default=1))
    _caption(figure, names.t("cfig_draw_repeats"), look)
    return figure


def _days(found: Figures, names: Names, look: Look) -> "Figure":
    """Upright bars: each day with the mean of its week, or each month."""
    daily = every_day(found)
    by_month = len(daily) > _DAYS
    bars = _months(daily) if by_month else [(f"{day.month}-{day.day:02}", number) for day, number in daily]
    figure, axes = _paper(1, 2.3, look, head=0.4, foot=0.35, left=0.6, right=0.25)
    numbers = [number for _, number in bars]
    crowd = len(bars) > 62
    style = {"width": 1.0, "color": look.thin} if crowd else {"width": 0.7, "color": look.bar, "hatch": "///"}
    axes.bar(range(len(bars)), numbers, **cast(Any, style | ({} if crowd else {"edgecolor": look.edge})))
    if not by_month and len(bars) > _WEEK:
        axes.plot(range(len(bars)), _means(numbers), color=look.ink, linewidth=2)
    _scale(axes, [label for label, _ in bars], look)
    key = "cfig_draw_month" if by_month else "cfig_draw_day"
    top = max(bars, key=lambda bar: bar[1])
    most = names.t("cfig_top_item", day=top[0], number=shown(top[1]))
    _caption(figure, names.t(key, mean=shown(sum(numbers) / len(numbers)), top=most), look)
    return figure


def _paper(
    rows: int, height: float, look: Look, *, head: float = _TOP, foot: float = _BOTTOM,
    left: float = _LEFT, right: float = _RIGHT,
) -> tuple["Figure", "Axes"]:  # fmt: skip
    """A figure of so many rows with one set of axes; all lengths in inches."""
    from matplotlib.figure import Figure

    tall = max(rows, 1) * height + head + foot
    figure = Figure((_INCH, tall), facecolor=look.ground)
    inner = (left / _INCH, foot / tall, 1 - (left + right) / _INCH, 1 - (head + foot) / tall)
    axes = figure.add_axes(inner, facecolor=look.ground)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color(look.ink)
    return figure, axes


def _labels(axes: "Axes", labels: Sequence[str], look: Look) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    for place, label in enumerate(labels):
        lines = label.split("\n")
        for n, line in enumerate(lines):
            # Each line for itself: only then the reader's browser aligns it.
            down = (len(lines) - 1) * 8 - n * 16
            axes.annotate(_short(line), (0, place), (-8, down), **_text(look, "right"), annotation_clip=False)
    axes.set_ylim(max(len(labels), 1) - 0.5, -0.5)


def _scale(axes: "Axes", labels: Sequence[str], look: Look) -> None:
    from matplotlib.ticker import MaxNLocator

    step = -(-len(labels) // 8)
    axes.set_xticks(range(0, len(labels), step), labels[::step])
    axes.tick_params("both", color=look.ink, labelcolor=look.ink, labelsize=10)
    axes.set_xlim(-0.7, len(labels) - 0.3)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))


def _caption(figure: "Figure", said: str, look: Look) -> None:
    figure.text(0.015, 1 - 0.1 / figure.get_figheight(), said, color=look.ink, fontsize=10.5, va="top")


def _text(look: Look, side: str) -> dict[str, Any]:
    return {"textcoords": "offset points", "va": "center", "ha": side, "color": look.ink, "fontsize": 11}


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_NAME else f"{label[: _LONGEST_NAME - 1]}…"


def _months(daily: Sequence[tuple[date, int]]) -> list[tuple[str, int]]:
    counted: Counter[str] = Counter()
    for day, number in daily:
        counted[f"{day.year}-{day.month:02}"] += number
    return list(counted.items())


def _means(numbers: Sequence[int]) -> list[float]:
    """The mean of each day and the six before it."""
    return [
        sum(part) / len(part) for n in range(len(numbers)) if (part := numbers[max(0, n - _WEEK + 1) : n + 1])
    ]
