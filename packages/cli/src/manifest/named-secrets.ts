import { RepeatableOption } from '../options';
import { CliFailure } from '../failure';
import { parseSource, type Source } from './source';

const NAME = /^[\w./-]{1,255}$/;
const FORM =
  'Write --secret as NAME=env:VARIABLE or NAME=file:PATH. The secret itself is never an argument, because every ' +
  'user of the machine can read the arguments of processes.';

/** Where to find the secrets that a manifest refers to as `${secret:NAME}`. */
export type NamedSecrets = ReadonlyMap<string, Source>;

export const secretOption = () =>
  new RepeatableOption(
    '--secret <name=source>',
    'where to find ${secret:NAME}: NAME=env:VARIABLE or NAME=file:PATH; repeatable',
  ).argParser(namedSecrets);

/**
 * Collects `NAME=env:VARIABLE` and `NAME=file:PATH`.
 *
 * @throws CliFailure that does not quote the invalid text, which may be the secret itself; the parser's own errors would
 */
export function namedSecrets(text: string, before: NamedSecrets | undefined): NamedSecrets {
  const at = text.indexOf('=');
  const name = text.slice(0, at);
  const source = at > 0 && NAME.test(name) ? parseSource(text.slice(at + 1)) : null;
  if (source === null) throw new CliFailure('usage', FORM);
  if (before?.has(name)) throw new CliFailure('usage', `--secret passes "${name}" twice.`);
  return new Map([...(before ?? []), [name, source]]);
}
