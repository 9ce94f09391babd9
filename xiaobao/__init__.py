"""Settings, command line and process supervision."""
