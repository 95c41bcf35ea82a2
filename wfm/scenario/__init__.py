"""Work that needs several packages: the month pipeline and ready scenarios."""
