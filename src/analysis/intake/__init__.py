"""Read a reader's own workbook or article into rows of the data package; imports text and dataset only."""
