"""Damaged and hostile submissions: what they do, and what the trainer should see (README.md)."""
