"""What sells: the boxes, cards and lines with which shops, vendors and ad networks interrupt an article.

Each module knows one kind, told by what closes it or gives it away:

- `product_boxes.py`: heading, pictures and pitch, closed by a button that sells; the button alone, where no box is.
- `vendor_cards.py`: a vendor's card in its own article, opened by a logo or slogan, or closed by a packshot.
- `boasted_boxes.py`: a vendor's box closed by a boast ("1,000,000+ downloads", a seal); no button needs to be left.
- `unlinked_cards.py`: a shop's card whose button lost its link: name, price and "Add to cart" in lines of their own.
- `paid_lines.py`: single lines, no box: labelled ads, links that sell, headlines an ad server counts the clicks of.

`buttons.py` says what a button is and what stands around one, `vocabulary.py` how prices, shops and pictures are told.
"""
