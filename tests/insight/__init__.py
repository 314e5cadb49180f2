"""What the room `insight` finds: tests of each part, with the companies that they are tried on."""
