"""Ways of summing up, measured against what a summary of some articles should say."""
