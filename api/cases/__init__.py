"""Cases as readers see them; what happens in them is `matcher.cases`."""
