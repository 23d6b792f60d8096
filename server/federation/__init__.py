"""The one way from a query to other endpoints: by an allow-list, through a relay in the front."""
