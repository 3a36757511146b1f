/** Read by other programs that share the environment: `switchyard`, scripts/graphql.mjs and the compose file. */
const READ_BY_OTHER_PROGRAMS = ['SWITCHYARD_URL', 'SWITCHYARD_TOKEN', 'SWITCHYARD_PUBLISHED_ADDRESS'];

/**
 * One line about the `SWITCHYARD_…` variables that a program does not read, because a misspelt setting silently leaves
 * the default in place. Values are not quoted: one of them may be a secret.
 *
 * @param program as in "the control plane"
 * @param known the settings that it reads
 * @returns null if there is nothing to warn about
 */
export function unknownSettingsWarning(
  environment: NodeJS.ProcessEnv,
  { program, known }: { readonly program: string; readonly known: readonly string[] },
): string | null {
  const all = new Set([...known, ...READ_BY_OTHER_PROGRAMS]);
  const unknown = Object.entries(environment)
    .filter(([name, value]) => name.startsWith('SWITCHYARD_') && value !== '' && !all.has(name))
    .map(([name]) => name);
  if (unknown.length === 0) return null;
  const own = known.filter((name) => name.startsWith('SWITCHYARD_'));
  return `Ignored unknown settings of ${program}: ${unknown.toSorted().join(', ')}. Known settings: ${own.toSorted().join(', ')}.`;
}
