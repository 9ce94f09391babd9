"""WeChat at the desk: how far each message has come, and what customers sent beside words."""
