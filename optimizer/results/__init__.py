"""Plans, what they measure, and how they are written, read, shown and compared."""
