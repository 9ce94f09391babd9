"""The staff's desk: who waits, what was said, take over, answer, hand back; works without script."""
