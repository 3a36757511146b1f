const CHARACTERS_PER_TOKEN = 4;

/** Splits content into chunks of about equal length, or into words without a count. Joined, they are the content again. */
export function splitContent(content: string, chunkCount: number | undefined): string[] {
  if (chunkCount === undefined) return content.match(/\s*\S+\s*$|\s*\S+/g) ?? [content];
  const characters = Array.from(content);
  const boundary = (index: number) => Math.round((index * characters.length) / chunkCount);
  return Array.from({ length: chunkCount }, (_, index) =>
    characters.slice(boundary(index), boundary(index + 1)).join(''),
  );
}

/** Estimates the tokens of a prompt from its length as JSON. */
export function tokensOf(prompt: unknown): number {
  return Math.ceil((JSON.stringify(prompt) ?? '').length / CHARACTERS_PER_TOKEN);
}
