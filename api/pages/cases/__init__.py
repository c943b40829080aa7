"""Pages of cases: board, list, one case with its history."""
