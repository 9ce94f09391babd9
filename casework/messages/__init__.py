"""The slice of messages: store before act, exactly once; use it through ``service``."""
