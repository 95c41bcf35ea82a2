"""Command line: each command is the twin of one public function."""
