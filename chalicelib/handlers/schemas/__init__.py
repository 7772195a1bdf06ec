"""Request and response models of the routes."""
