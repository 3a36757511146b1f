import { CONSUMER_KEY_HEADERS, type ProviderProfile, TRANSPORT_HEADERS } from '@switchyard/contract';
import { operationPath, placeContradiction } from '@switchyard/routing';
import type { z } from 'zod';
import { problem } from '../../kernel/rules/check-input';
import { repeated } from '../../kernel/rules/repeated';

/** A profile cannot put a credential or a fixed value there. */
const DATA_PLANE_HEADERS: ReadonlySet<string> = new Set(TRANSPORT_HEADERS);

/** Headers that carry a credential: a fixed value would expose it in the configuration. */
const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set([...CONSUMER_KEY_HEADERS, 'cookie']);

type Overrides = Partial<ProviderProfile>;

/** Refuses overrides whose members are valid on their own but not together. */
export function rejectUnsoundOverrides(overrides: Overrides, context: z.RefinementCtx): void {
  rejectFixedHeaders(overrides, context);
  rejectRepeatedOperations(overrides, context);
  rejectTakenModelHeaders(overrides, context);
  rejectCredentialName(overrides, context);
}

function rejectFixedHeaders({ fixedHeaders = [], credentialName }: Overrides, context: z.RefinementCtx): void {
  const names = fixedHeaders.map(({ name }) => name);
  for (const index of repeated(names)) {
    context.addIssue(problem('DUPLICATE', 'is listed twice', ['fixedHeaders', index, 'name']));
  }
  for (const [index, name] of names.entries()) {
    const isRefused = DATA_PLANE_HEADERS.has(name) || CREDENTIAL_HEADERS.has(name);
    if (!isRefused && name !== credentialName?.toLowerCase()) continue;
    const message = 'is reserved: it carries a credential, or the data plane sets it';
    context.addIssue(problem('NOT_ALLOWED', message, ['fixedHeaders', index, 'name']));
  }
}

/** One path may have several places for the model, each of them once; they agree on everything else. */
function rejectRepeatedOperations({ routedOperations = [] }: Overrides, context: z.RefinementCtx): void {
  const places = routedOperations.map(({ path, modelPlace, modelKey }) =>
    JSON.stringify([operationPath(path), modelPlace, modelKey]),
  );
  for (const index of repeated(places)) {
    context.addIssue(problem('DUPLICATE', 'is listed twice', ['routedOperations', index, 'path']));
  }
  const firsts = new Map<string, (typeof routedOperations)[number]>();
  for (const [index, operation] of routedOperations.entries()) {
    const path = operationPath(operation.path);
    const first = firsts.get(path);
    if (first === undefined) firsts.set(path, operation);
    const member = first === undefined ? null : placeContradiction(first, operation);
    if (member === null) continue;
    const message = 'must be the same for all places of a path';
    context.addIssue(problem('EXCLUSIVE', message, ['routedOperations', index, member]));
  }
}

/** The data plane replaces what consumers send in the headers that the profile sets. */
function rejectTakenModelHeaders(
  { routedOperations = [], fixedHeaders = [], credentialPlace, credentialName }: Overrides,
  context: z.RefinementCtx,
): void {
  const taken = new Set(fixedHeaders.map(({ name }) => name));
  // Without a place, the template's applies, and it is a header.
  if (credentialName && (credentialPlace ?? 'HEADER') === 'HEADER') taken.add(credentialName.toLowerCase());
  for (const [index, { modelPlace, modelKey }] of routedOperations.entries()) {
    if (modelPlace !== 'HEADER' || !taken.has(modelKey ?? '')) continue;
    const message = 'is taken: the profile has its credential or a fixed header there';
    context.addIssue(problem('NOT_ALLOWED', message, ['routedOperations', index, 'modelKey']));
  }
}

function rejectCredentialName({ credentialPlace, credentialName }: Overrides, context: z.RefinementCtx): void {
  const path = ['credentialName'];
  const isNeeded = credentialPlace === 'QUERY_PARAMETER' || credentialName === null;
  if (isNeeded && credentialPlace !== 'NONE' && !credentialName) {
    context.addIssue(problem('REQUIRED', 'must name the header or query parameter that carries the credential', path));
  }
  // Without a place, the template's applies, and it is a header.
  if (credentialPlace === 'QUERY_PARAMETER' || credentialPlace === 'NONE') return;
  if (!DATA_PLANE_HEADERS.has(credentialName?.toLowerCase() ?? '')) return;
  context.addIssue(problem('NOT_ALLOWED', 'is reserved: the data plane sets this header', path));
}

/** The missing members of a profile whose template has no values. */
export function missingInCustom(given: Overrides): (keyof ProviderProfile)[] {
  const needed: (keyof ProviderProfile)[] = ['credentialPlace', 'routedOperations', 'wireFormat'];
  if (given.credentialPlace === 'HEADER') needed.push('credentialName');
  return needed.filter((member) => given[member] === undefined);
}
