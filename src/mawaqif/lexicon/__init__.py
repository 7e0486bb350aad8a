"""What people know and tables hold: actors, cues, predicates, and the forms they take in print."""
