"""What is to be built: the list of runs, their parameters, and what an earlier build made of them."""
