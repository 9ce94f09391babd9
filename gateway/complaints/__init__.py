"""Complaints for customers: the form, the receipt, looking up, and the same by the API."""
