import { forEachInSlices } from '@switchyard/contract';
import { z } from 'zod';
import { problemsOf } from '../../kernel/rules/check-input';
import { judgeReferences } from '../../kernel/rules/misplaced-reference';
import { judgeSafety } from '../../kernel/rules/safe-text';
import { textProblems } from '../../kernel/rules/text-problems';
import { withoutEscapes } from '../../kernel/text/literal-references';
import type { Kind } from '../../objects/kind/kind';
import { beside, Problems } from '../../kernel/rules/problems';
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
  if (!sections.success) problems.add(...problemsOf(sections.error.issues, [], manifestSchema, value));
  const manifest: Record<string, unknown> = {};
  for (const [kind, rules] of SECTION_ITEMS) {
    const { name } = kind.manifest;
    const items: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    if (Array.isArray(items)) manifest[name] = await checkSection(kind, rules, items, problems);
  }
  problems.throwIfAny();
  return manifest;
}

/** The item as its rules make it; null, with problems, if it breaks one. */
function checkItem(rules: z.ZodType, item: unknown, at: readonly (string | number)[], problems: Problems): unknown {
  const texts = [...textProblems(item, at, judgeReferences), ...textProblems(item, at, judgeSafety)];
  const unescaped = withoutEscapes(item);
  const checked = rules.safeParse(unescaped, { reportInput: true });
  const broken = checked.success ? [] : problemsOf(checked.error.issues, at, rules, unescaped);
  problems.add(...texts, ...beside(texts, broken));
  return checked.success && texts.length === 0 ? checked.data : null;
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
    if (!problems.isFull) checked.push(checkItem(rules, item, [name, index], problems));
  });
  const valid = [...checked.entries()].filter(([, item]) => item !== null);
  const repetitions = repeatedNames(
    kind,
    valid.map(([, item]) => item),
  );
  for (const { path, message } of repetitions) {
    const [place, ...within] = path;
    const index = valid[Number(place)]?.[0] ?? 0;
    problems.add({ path: [name, index, ...within].join('.'), message, reason: 'DUPLICATE' });
  }
  return checked;
}
