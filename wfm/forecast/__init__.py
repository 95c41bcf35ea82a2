"""History of calls becomes a forecast of calls and handling time."""
