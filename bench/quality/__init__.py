"""How well this project and its peers rank, measured in one run on the same judged sets."""
