"""Chinese text: script detection, folding, conversion and masking; pure Python, no rasa, web or database."""
