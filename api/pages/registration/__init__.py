"""Pages of a company: registering, its profile, brochures, what fits it; and the officer who verifies it."""
