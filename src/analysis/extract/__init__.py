"""An article read into candidate rows, each for a person to judge."""
