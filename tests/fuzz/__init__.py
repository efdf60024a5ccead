"""Coverage-guided fuzzing of what reads files from outside; ``make fuzz`` runs it, the test suite does not."""
