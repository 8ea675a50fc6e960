"""The territory tree as rows: residences, quartiers, communes and what is above them."""
