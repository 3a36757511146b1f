/**
 * The rows of all tables in a section of a Markdown page, for tests that hold a page against the code.
 *
 * @param heading of the section, without its `##`
 * @returns the cells of each row, without the header
 */
export function markdownTables(page: string, heading: string): string[][] {
  const [, rest = ''] = page.split(`\n## ${heading}\n`);
  const [section = ''] = rest.split('\n## ');
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.flatMap((line, index) => {
    const isHeader = index + 1 < lines.length && isSeparator(lines[index + 1] ?? '');
    return isHeader || isSeparator(line) ? [] : [cellsOf(line)];
  });
}

function isSeparator(line: string): boolean {
  return /^\|[ :|-]+\|$/.test(line);
}

/** A `\|` is part of a cell. */
function cellsOf(line: string): string[] {
  const cells = line.split(/(?<!\\)\|/).slice(1, -1);
  return cells.map((cell) => cell.trim());
}
