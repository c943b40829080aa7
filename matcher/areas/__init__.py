"""Technology areas and key materials of a record, found by phrases and by meaning, with their evidence."""
