"""Ready replies at the desk: offered while writing, made and changed on a page of their own."""
