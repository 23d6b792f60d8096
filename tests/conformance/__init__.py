"""The suites of the W3C, run over HTTP by a runner that knows nothing of this server."""
