/**
 * A pattern for a whole text, in which `*` matches any text and case does not matter. Matching takes time linear in the
 * text for each part between wildcards, whatever the text.
 */
export function textPattern(pattern: string): (text: string) => boolean {
  const [first = '', ...others] = pattern.toLowerCase().split('*');
  const last = others.pop();
  if (last === undefined) return (text) => text.toLowerCase() === first;
  return (text) => {
    // A profile has a hundred patterns, and most texts differ from them at once.
    if (!text.slice(0, first.length).toLowerCase().startsWith(first)) return false;
    const lower = text.toLowerCase();
    let at = first.length;
    for (const part of others) {
      const found = lower.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return lower.length - last.length >= at && lower.endsWith(last);
  };
}
