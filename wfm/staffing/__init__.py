"""A forecast becomes requirements and cost curves."""
