"""Workspace tables, readers, the input gate, and the plain data the packages exchange."""
