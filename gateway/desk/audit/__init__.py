"""The audit as auditors read it: filters, pages, a file; no word of a customer is in it."""
