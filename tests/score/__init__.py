"""How well faults are found and explained: `npm run score`."""
