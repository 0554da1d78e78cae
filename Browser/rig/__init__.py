"""What the browser tests stand on: real servers, real browsers, and people who use them."""
