"""The whole broker on loopback: for development, demonstration and end-to-end tests. Never part of an artefact."""
