"""Advice and the learning network: help on the very question, and practices that travel, failures included."""
