"""The conductor: settings, server, runs, publishing and the command line."""
