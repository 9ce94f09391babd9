"""The supervisor's board: who waits, who is there and with whom, open alerts, today's figures."""
