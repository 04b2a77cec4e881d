"""Copies of everything: made while people go on, kept for a while, and brought back."""
