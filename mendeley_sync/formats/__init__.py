"""References as text in every form people keep them, and back."""
