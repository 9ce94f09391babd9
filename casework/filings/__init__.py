"""Which form or client already filed which complaint, so that sending again files nothing."""
