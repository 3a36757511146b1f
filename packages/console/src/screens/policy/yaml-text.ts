type Value = string | number | boolean | null | undefined | readonly Value[] | { readonly [name: string]: Value };

/** Texts that YAML reads as themselves without quotation marks. */
const PLAIN = /^[A-Za-z][\w./-]*$/;
const OTHER_MEANING = /^(true|false|null|yes|no|on|off|y|n)$/i;

/** Plain data as YAML, in the style of exported manifests. Members that are undefined are left out. */
export function yamlOf(value: Value, indent = ''): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return `${indent}[]`;
    return value.map((item: Value) => `${indent}- ${yamlOf(item, `${indent}  `).trimStart()}`).join('\n');
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return members.map(([name, member]) => `${indent}${name}:${memberText(member, indent)}`).join('\n');
  }
  return `${indent}${scalar(value)}`;
}

function memberText(member: Value, indent: string): string {
  const isNested = typeof member === 'object' && member !== null && Object.keys(member).length > 0;
  return isNested ? `\n${yamlOf(member, `${indent}  `)}` : ` ${yamlOf(member)}`;
}

function scalar(value: string | number | boolean | null | undefined): string {
  if (typeof value !== 'string') return String(value ?? null);
  return PLAIN.test(value) && !OTHER_MEANING.test(value) ? value : JSON.stringify(value);
}
