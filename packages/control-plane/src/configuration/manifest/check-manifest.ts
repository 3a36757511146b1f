import { forEachInSlices } from '@switchyard/contract';
import { z } from 'zod';
import { badInput } from '../../kernel/errors/domain-error';
import { checkInput, problemsOf } from '../../kernel/rules/check-input';
import { refuseMisplacedReferences } from '../../kernel/rules/misplaced-reference';
import { withoutEscapes } from '../../kernel/text/literal-references';
import type { Kind } from '../../objects/kind/kind';
import { Problems } from '../plan/problems';
import { type Manifest, manifestSchema, repeatedNames, SECTION_ITEMS } from './manifest-rules';

/** The sections alone: their items are checked one after the other. */
const sectionsSchema = z.strictObject(
  Object.fromEntries(SECTION_ITEMS.map(([{ manifest }]) => [manifest.name, z.array(z.unknown()).optional()])),
);

/**
 * Checks a manifest by `manifestSchema`, and yields to the event loop in between: a manifest may have 100,000 objects, and
 * callers with the role VIEWER may send one.
 *
 * @param value as it was read from the text: a mapping
 * @throws DomainError BAD_USER_INPUT with the first problems
 */
export async function checkManifest(value: unknown): Promise<Manifest> {
  const problems = new Problems();
  const sections = sectionsSchema.safeParse(value, { reportInput: true });
  if (!sections.success) throw badInput(problemsOf(sections.error.issues, [], manifestSchema, value));
  const manifest: Record<string, unknown> = {};
  for (const [kind, rules] of SECTION_ITEMS) {
    const items = sections.data[kind.manifest.name];
    if (items !== undefined) manifest[kind.manifest.name] = await checkSection(kind, rules, items, problems);
  }
  problems.throwIfAny();
  return manifest;
}

function checkItem(rules: z.ZodType, item: unknown, at: readonly (string | number)[]): unknown {
  refuseMisplacedReferences(item, at);
  return checkInput(rules, withoutEscapes(item), at);
}

async function checkSection(
  kind: Kind,
  rules: z.ZodType,
  items: readonly unknown[],
  problems: Problems,
): Promise<unknown[]> {
  const { name } = kind.manifest;
  const checked: unknown[] = [];
  await forEachInSlices(items.entries(), ([index, item]) => {
    if (!problems.isFull) checked.push(problems.gather(() => checkItem(rules, item, [name, index])));
  });
  if (problems.all.length > 0) return [];
  for (const { path, message } of repeatedNames(kind, checked)) {
    problems.add({ path: [name, ...path].join('.'), message, reason: 'DUPLICATE' });
  }
  return checked;
}
