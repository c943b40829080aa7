"""Cases: what may follow what, who may do it, and what of it a company gets to see."""
