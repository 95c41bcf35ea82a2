"""Reports and exports: they read results and compute none."""
