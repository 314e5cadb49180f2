"""Companies whose true rates are known: what the methods of `insight` are held against."""
