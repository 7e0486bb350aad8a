"""Gold: annotations made by people, their exchange with other tools, how far they agree, and how far the program reaches them."""
