import type { RoutableAiApi, RoutableProvider } from '@switchyard/routing';

/**
 * The path of the operation that an explanation is about if the question names none: the first operation of the first
 * provider that policies route and that most of the other providers have as well. A rare operation would show targets as
 * out of rotation that take almost all of the traffic. Null if the first provider has no operations.
 */
export function assumedOperation({ provider, providers }: RoutableAiApi): string | null {
  const others = providers.slice(1);
  let best: { readonly path: string; readonly providers: number } | null = null;
  for (const [name, [operation]] of provider.operations.byName) {
    const having = others.filter((other) => hasCounterpart(other, name)).length;
    if (operation === undefined || (best !== null && having <= best.providers)) continue;
    best = { path: operation.path, providers: having };
  }
  if (best !== null) return best.path;
  const { routedOperations } = provider.entry.profile;
  return (routedOperations.find(({ pinned }) => !pinned) ?? routedOperations[0])?.path ?? null;
}

function hasCounterpart({ operations }: RoutableProvider, name: string): boolean {
  return operations.byName.get(name)?.some(({ canonicalWhen }) => canonicalWhen !== 'NEVER') === true;
}
