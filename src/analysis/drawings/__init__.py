"""What is drawn: bars, grids and funnels of figures, and what the text about a place tells first."""
