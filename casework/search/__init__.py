"""One index over what was said, complained of and noted, in either script; use it through ``service``."""
