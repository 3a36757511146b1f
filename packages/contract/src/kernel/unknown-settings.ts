/** What is set for the programs around the planes, and nobody's slip: for `switchyard` and scripts/graphql.mjs, and for the compose file. */
const OF_OTHERS = ['SWITCHYARD_URL', 'SWITCHYARD_TOKEN', 'SWITCHYARD_PUBLISHED_ADDRESS'];

/**
 * One line about the `SWITCHYARD_…` variables that a program does not read, because a misspelt setting is otherwise
 * a default that nobody asked for. Values are not quoted: one of them may be a secret.
 *
 * @param program as in "the control plane"
 * @param known the settings that it reads
 * @returns null where there is nothing to warn of
 */
export function unknownSettingsWarning(
  environment: NodeJS.ProcessEnv,
  { program, known }: { readonly program: string; readonly known: readonly string[] },
): string | null {
  const all = new Set([...known, ...OF_OTHERS]);
  const unknown = Object.entries(environment)
    .filter(([name, value]) => name.startsWith('SWITCHYARD_') && value !== '' && !all.has(name))
    .map(([name]) => name);
  if (unknown.length === 0) return null;
  const own = known.filter((name) => name.startsWith('SWITCHYARD_'));
  return `No setting of ${program}, and ignored: ${unknown.toSorted().join(', ')}. It knows ${own.toSorted().join(', ')}.`;
}
