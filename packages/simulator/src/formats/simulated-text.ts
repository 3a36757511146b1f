const CHARACTERS_PER_TOKEN = 4;

/** Into so many chunks of about the same length, or else into its words; joined they are the content again. */
export function splitContent(content: string, chunkCount: number | undefined): string[] {
  if (chunkCount === undefined) return content.match(/\s*\S+\s*$|\s*\S+/g) ?? [content];
  const characters = Array.from(content);
  const boundary = (index: number) => Math.round((index * characters.length) / chunkCount);
  return Array.from({ length: chunkCount }, (_, index) =>
    characters.slice(boundary(index), boundary(index + 1)).join(''),
  );
}

/** No tokenizer: the length of a prompt, as JSON, in place of its tokens. */
export function tokensOf(prompt: unknown): number {
  return Math.ceil((JSON.stringify(prompt) ?? '').length / CHARACTERS_PER_TOKEN);
}
