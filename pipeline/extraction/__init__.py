"""What an article holds: fixes, steps, UI paths, images, links, title, language."""
