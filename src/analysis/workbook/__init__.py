"""A workbook in which a person fills in a locality, read into rows of the data package and told what is wrong in it."""
