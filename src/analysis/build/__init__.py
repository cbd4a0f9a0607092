"""Run notebooks, many at once and only where something changed, and put what they make in its place."""
