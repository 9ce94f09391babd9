"""What one customer said and complained of before: found by what ties their records together."""
