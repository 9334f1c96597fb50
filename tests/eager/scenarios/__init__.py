"""Short programs that a torch user writes, and what torch answered to each of them."""
