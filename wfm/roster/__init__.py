"""People, curves and rules become a roster; bounds, audit, explanations."""
