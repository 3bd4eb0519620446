"""Vector tiles of the map: streets, water, green, rails, communes, lines and stops."""
