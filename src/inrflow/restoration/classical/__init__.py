"""The cheap methods that one would try first; one kind of measurement a file."""
