"""One control a question type, the factory that chooses it, and the card that shows a question around it."""
