"""Call-back tickets at the desk."""
