"""Measurements: understanding (`make eval`) and speed (`make bench`)."""
