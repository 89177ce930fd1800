"""The checker: one file per kind of mistake; ``examine`` goes through all of them."""
