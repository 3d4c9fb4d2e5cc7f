"""Types that travel between the stages: pages, lines, zones and documents."""
