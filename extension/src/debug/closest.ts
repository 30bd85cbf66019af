/** The name that was probably meant, or undefined when none is near (more than a third of the letters differ). */
export function closest(name: string, candidates: readonly string[]): string | undefined {
  const leaf = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  let best: string | undefined;
  let least = Math.floor(leaf.length / 3) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(leaf, candidate.toLowerCase());
    if (distance < least) {
      [best, least] = [candidate, distance];
    }
  }
  return best;
}

/** Levenshtein's distance: insertions, deletions and replacements from `a` to `b`. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of Array.from(a).entries()) {
    const row = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const replaced = (previous[j] ?? 0) + (letter === other ? 0 : 1);
      row.push(Math.min(replaced, (previous[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
