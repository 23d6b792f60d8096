"""Streams of FollowTheMoney entities brought into a store: https://followthemoney.tech/ ."""
