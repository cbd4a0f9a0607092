"""What a report consists of: numbers with their origins, tables, pictures, sentences."""
