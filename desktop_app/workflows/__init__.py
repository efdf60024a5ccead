"""One file a use case, shared by the window and the command line."""
