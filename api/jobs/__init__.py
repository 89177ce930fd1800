"""Jobs: what is asked, who works at it, and what became of it."""
