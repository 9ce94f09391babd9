"""The FastAPI application that faces customers and staff."""
