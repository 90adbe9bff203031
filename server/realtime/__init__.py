"""Publishes committed facts to listeners. Knows no rule and no storage."""
