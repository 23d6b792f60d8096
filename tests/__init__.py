"""Tests: one file a module; cases as data files."""
