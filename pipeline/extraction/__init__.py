"""Finds the structure a how-to article has: fixes, steps, menu paths, images, links, titles, language."""
