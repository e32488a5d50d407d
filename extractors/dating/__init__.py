"""When a page was published and changed: every statement of it, and the judge that picks among them."""
