"""Unusual look-ups: found every few minutes, shown to auditors, who say what became of them."""
