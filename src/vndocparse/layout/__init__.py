"""From words to lines, zones and documents."""
