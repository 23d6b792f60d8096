"""Tests of the import of FollowTheMoney streams."""
