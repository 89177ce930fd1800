"""A package, so that what is of package scope ends with it."""
