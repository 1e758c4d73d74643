"""Search: what apps offer to it (`sources`), and words in text columns (`columns`)."""
