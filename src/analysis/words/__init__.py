"""The one catalogue of words for each language."""
