"""Contributions measured from worked rosters, the points ledger, rewards and their terms."""
