"""The day: what a shift leader moves while shifts stay."""
