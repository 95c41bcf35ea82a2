"""Engines: compiled search, bound, exact model. They read terms as data and know no rule."""
