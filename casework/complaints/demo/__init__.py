"""A made-up year of complaints for trying the pages: marked, never counted with real ones, removable."""
