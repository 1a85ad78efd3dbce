"""The host's protocol answered by a worker of a Ray cluster, which runs the host's own service."""
