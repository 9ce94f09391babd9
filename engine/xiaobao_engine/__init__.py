"""What the engine's interpreter needs before Rasa is imported; loaded by `xiaobao_engine.pth`."""
