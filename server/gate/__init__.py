"""What of a query or an update is looked at, refused or written anew before an engine parses it."""
