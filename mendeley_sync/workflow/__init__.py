"""The stages joined to the client and the stores."""
