"""The WeChat channel: an Official Account's messages in, answers and an agent's words out."""
