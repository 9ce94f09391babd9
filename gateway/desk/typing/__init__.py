"""Who is writing: told the other side, stored nowhere."""
