"""What the WeChat channel keeps: users, what came in, the access token, media, passes to the page."""
