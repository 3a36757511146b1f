import { type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { yaml, yamlLanguage } from '@codemirror/lang-yaml';
import { type Diagnostic, linter } from '@codemirror/lint';
import type { Extension, Text } from '@codemirror/state';
import type { FieldProblem } from '../../graphql/failure';
import { manifestCompletions, type Schema } from './manifest-completions';
import { yamlPlace } from './yaml-place';

/** How long nothing is typed before the text is checked. */
const CHECK_PAUSE_MS = 800;

/** A problem in the text; lines and columns count from 1. */
export interface LocatedProblem extends FieldProblem {
  readonly line?: number | null;
  readonly column?: number | null;
}

/**
 * The language of manifests: completed from their schema, and marked where the control plane finds problems.
 *
 * @param problemsOf asks what is wrong with a text
 */
export function manifestLanguage(
  schema: Schema,
  problemsOf: (text: string) => Promise<readonly LocatedProblem[]>,
): Extension {
  return [
    yaml(),
    yamlLanguage.data.of({ autocomplete: (context: CompletionContext) => complete(schema, context) }),
    linter(
      async ({ state: { doc } }) => (await problemsOf(doc.toString())).map((problem) => diagnosticOf(doc, problem)),
      { delay: CHECK_PAUSE_MS },
    ),
  ];
}

function complete(schema: Schema, { state, pos, explicit }: CompletionContext): CompletionResult | null {
  const line = state.doc.lineAt(pos);
  const above = line.number === 1 ? [] : state.doc.sliceString(0, line.from - 1).split('\n');
  const place = yamlPlace(above, line.text.slice(0, pos - line.from));
  if (place.typed === '' && !explicit) return null;
  return { from: pos - place.typed.length, options: manifestCompletions(schema, place), validFor: /^[\w.-]*$/ };
}

/** A problem without a place stands at the beginning. */
function diagnosticOf(doc: Text, { path, message, line, column }: LocatedProblem): Diagnostic {
  const found = doc.line(Math.min(Math.max(line ?? 1, 1), doc.lines));
  const from = Math.min(found.from + Math.max((column ?? 1) - 1, 0), found.to);
  return {
    from,
    to: Math.max(from, found.to),
    severity: 'error',
    message: path === '' ? message : `${path}: ${message}`,
  };
}
