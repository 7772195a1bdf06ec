"""One Aanvraag from sign-up to destruction, played over HTTP by a client that knows the contract alone."""
