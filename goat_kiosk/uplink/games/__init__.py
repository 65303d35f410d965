"""Games between kiosks: publishing, receiving, replicas, and who owns which."""
