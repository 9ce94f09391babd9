"""The reviewed answers at the desk: found, sent, proposed, reviewed, published, taken back."""
