"""A server that speaks WeChat's side: API, callbacks, and a page to type as a customer. Never live."""
