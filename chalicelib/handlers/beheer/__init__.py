"""Routes for operators; each names the role it needs."""
