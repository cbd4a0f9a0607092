"""What documents are: whether they are in force, which texts cite them and act on them, and when."""
