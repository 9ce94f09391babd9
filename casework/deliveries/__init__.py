"""What must be carried to a customer by a channel outside (WeChat), message by message, until it is there."""
