"""What can be searched: vectors, words, generations and the searcher that joins them."""
