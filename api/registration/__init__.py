"""Companies that register and describe themselves."""
