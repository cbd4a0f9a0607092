"""The pages of the site: reports laid out, the pages around them, search and files to take away."""
