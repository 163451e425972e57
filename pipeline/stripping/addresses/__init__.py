"""What an address is for, told from itself: an ad, a counter, a shop, a share button."""
