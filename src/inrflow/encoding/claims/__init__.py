"""Claims about fits that are compared pair by pair; the studies say which."""
