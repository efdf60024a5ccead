"""The receiving entity's side of what comes in: what a package is to it, and what it has received so far."""
