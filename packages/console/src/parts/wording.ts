/** A name of the API's enums as people read it: `WEIGHTED_ROUND_ROBIN` is "weighted round robin". */
export function words(name: string): string {
  return name.toLowerCase().replaceAll('_', ' ').replace('ai api', 'AI API');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
