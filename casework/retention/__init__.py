"""The slice of retention: what is kept how long, and the run that ends it; use it through ``service``."""
