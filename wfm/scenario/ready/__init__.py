"""Peak readiness for a dated event: who is there, who could come, what is missing at which demand, what would help."""
