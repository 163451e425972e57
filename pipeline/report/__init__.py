"""A static site to review a dataset with: the run in pictures, and every article before and after."""
