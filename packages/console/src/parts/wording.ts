/** Words of the API's enums that are not written in small letters. */
const SPELLED: Readonly<Record<string, string>> = {
  ai: 'AI',
  api: 'API',
  anthropic: 'Anthropic',
  azure: 'Azure',
  foundry: 'Foundry',
  gemini: 'Gemini',
  json: 'JSON',
  mistral: 'Mistral',
  openai: 'OpenAI',
  url: 'URL',
};

/** A name of the API's enums as people read it: `WEIGHTED_ROUND_ROBIN` is "weighted round robin". */
export function words(name: string): string {
  return name
    .toLowerCase()
    .split('_')
    .map((word) => SPELLED[word] ?? word)
    .join(' ');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
