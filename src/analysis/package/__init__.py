"""The data package on disk: its statement in datapackage.json, its tables as text, read and checked."""
