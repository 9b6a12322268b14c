"""What `config/` and the environment say, as values."""
