"""The slice of complaints: taken down, worked on by steps, kept to the law's clock; use ``service``."""
