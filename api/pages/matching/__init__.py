"""Pages of a match: what stands beside it, several at once, judgements, sheets."""
