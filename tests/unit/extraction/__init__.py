"""What the extractor promises, by construction, by property and by attack."""
