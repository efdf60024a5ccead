"""Recepción: what the receiving entity sees and does."""
