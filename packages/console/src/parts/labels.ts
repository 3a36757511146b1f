export interface Label {
  readonly key: string;
  readonly value: string;
}

/** Labels as forms show them, such as `team=chat`. */
export function labelTexts(labels: readonly Label[]): string[] {
  return labels.map(({ key, value }) => (value === '' ? key : `${key}=${value}`));
}

/** What the API takes for the texts of a form. Whether they are valid is for the API to say. */
export function labelInputs(texts: readonly string[]): Label[] {
  return texts.map((text) => {
    const [key = '', ...value] = text.split('=');
    return { key: key.trim(), value: value.join('=').trim() };
  });
}

/** The first problem with a label. @param errors messages by the path of their input */
export function labelError(errors: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(errors).find(([path]) => path === 'labels' || path.startsWith('labels.'))?.[1];
}
