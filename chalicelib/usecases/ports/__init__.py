"""What a use case needs from outside, one Protocol a file; adapters and fakes carry the same file names."""
