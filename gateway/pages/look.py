"""How the pages look: text size, colours and the spacing of lines, as a customer chose them."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

# Per cent of the mode's own size: 18 px, in large text 24 px.
Size = Literal["100", "150", "200"]
Theme = Literal["auto", "light", "dark", "contrast", "yellow"]
Spacing = Literal["normal", "wide"]

# What the settings offer, in the order they show it.
LOOKS: Mapping[str, tuple[str, ...]] = {
    "size": get_args(Size),
    "theme": get_args(Theme),
    "spacing": get_args(Spacing),
}
# What a browser paints around the page; the same as --panel in static/page.css.
GROUNDS: Mapping[str, str] = {
    "light": "#0b4a57",
    "dark": "#0a2329",
    "contrast": "#000000",
    "yellow": "#0b4a57",
}
# Cookies live for half a year: a size that is offered no more reads as the next one.
_ONCE = {"125": "150"}


def chosen_look(choices: Mapping[str, Any]) -> dict[str, Any]:
    """What a form or a cookie chooses of size, theme and spacing; what is unknown is left out."""
    said = {name: choices.get(name) for name in LOOKS}
    said["size"] = _ONCE.get(str(said["size"]), said["size"])
    return {name: value for name, value in said.items() if value in LOOKS[name]}
