"""Everything that can be started: the fetcher, the flows, the command line."""
