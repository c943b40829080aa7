"""What can be searched: vectors, words, generations and the searcher that joins them."""

import os

# Threads of OpenMP that wait asleep leave the cores to others; torch and FAISS read this when they are loaded. Turning
# round while they wait, they made encoding four times as slow beside another busy process.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
