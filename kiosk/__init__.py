"""The touch machine that issues tickets."""
