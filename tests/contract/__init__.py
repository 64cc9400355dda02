"""What the project promised to those who gave it the labelled bulletins."""
