import type { ErrorObject } from 'ajv';
import type { Problem } from '../failure';
import manifestSchema from '../../manifest.schema.json';
import { type MergedManifest, repeatedNames } from './merge-manifests';
import { closest } from './closest';
import { CREDENTIAL } from './resolve-texts';

/** More would not help. */
const PROBLEMS_MAX = 50;
/** A text with a reference is checked as what it becomes. */
const REFERENCE = /(?<!\$)\$\{/;

const OTHERWISE = 'is not valid here';
/** Keywords whose errors have others beside them that say what is wrong. */
const IMPLIED: readonly string[] = ['if', 'anyOf', 'propertyNames'];

type Checked = Pick<MergedManifest, 'name' | 'value' | 'locate'>;

/** What is wrong with the form of a manifest, in words for people. The schema is that of the control plane. */
export async function checkManifest(manifest: Checked): Promise<Problem[]> {
  // Loaded here, because compiling the schema takes longer than all else that other commands do.
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const validate = new Ajv2020({ allErrors: true, strict: false, validateFormats: false, verbose: true }).compile(
    manifestSchema,
  );
  const errors = validate(manifest.value) ? [] : (validate.errors ?? []);
  const problems = withoutFollowing(meant(errors)).flatMap((error) => {
    const isCredential = error.instancePath.endsWith(`/${CREDENTIAL}`);
    if (typeof error.data === 'string' && !isCredential && REFERENCE.test(error.data)) return [];
    const { member, message } = explain(error);
    // The key of a label may be what is wrong.
    const name = member ?? error.propertyName ?? null;
    const path = [...error.instancePath.split('/').slice(1).map(unescaped), ...(name === null ? [] : [name])].join('.');
    const isName = error.keyword === 'additionalProperties' || error.propertyName !== undefined;
    return [problemAt(manifest, path, message, isName)];
  });
  const repeated = errors.length > 0 ? [] : repeatedNames(manifest.value);
  return [...problems, ...repeated.map(({ path, message }) => problemAt(manifest, path, message, false))].slice(
    0,
    PROBLEMS_MAX,
  );
}

function problemAt({ name, locate }: Checked, path: string, message: string, isName: boolean): Problem {
  const place = locate?.(path, isName) ?? null;
  return {
    file: place?.file ?? name,
    line: place?.line ?? null,
    column: place?.column ?? null,
    path: place?.path ?? path,
    message,
    reason: null,
  };
}

/** Without what is missing only because its name is misspelt. */
function withoutFollowing(errors: readonly ErrorObject[]): ErrorObject[] {
  const misspelt = new Set(
    errors.flatMap(({ keyword, params, parentSchema, instancePath }) => {
      if (keyword !== 'additionalProperties') return [];
      const similar = closest(String(params['additionalProperty']), membersOf(parentSchema));
      return similar === null ? [] : [`${instancePath}/${similar}`];
    }),
  );
  return errors.filter(
    ({ keyword, params, instancePath }) =>
      keyword !== 'required' || !misspelt.has(`${instancePath}/${String(params['missingProperty'])}`),
  );
}

function membersOf(schema: ErrorObject['parentSchema'] = {}): string[] {
  return Object.keys((schema['properties'] ?? {}) as object);
}

/**
 * The errors that say what is wrong: of alternatives those of the one whose type fits, and nothing for conditions, whose
 * consequences have errors of their own.
 */
function meant(errors: readonly ErrorObject[]): ErrorObject[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf');
  const isWithinUnion = ({ schemaPath }: ErrorObject) =>
    unions.some((union) => schemaPath.startsWith(`${union.schemaPath}/`));
  const outside = errors.filter((error) => !IMPLIED.includes(error.keyword) && !isWithinUnion(error));
  const inside = unions.flatMap((union) => {
    const own = errors.filter(
      (error) =>
        error.schemaPath.startsWith(`${union.schemaPath}/`) &&
        error.instancePath.startsWith(union.instancePath) &&
        !IMPLIED.includes(error.keyword),
    );
    const alternatives = Map.groupBy(own, ({ schemaPath }) => schemaPath.slice(union.schemaPath.length).split('/')[1]);
    const isOfOtherType = (error: ErrorObject) =>
      error.instancePath === union.instancePath && ['type', 'const', 'enum'].includes(error.keyword);
    const isNull = ({ params }: ErrorObject) => params['type'] === 'null';
    const candidates = [...alternatives.values()].filter((each) => !each.every(isNull));
    return candidates.find((each) => !each.some(isOfOtherType)) ?? candidates.at(-1) ?? [];
  });
  return [...outside, ...inside];
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'an object with named fields',
  array: 'a list',
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
};

interface Explanation {
  /** The member of the value that the message is about; null if it is about the value. */
  readonly member: string | null;
  readonly message: string;
}

function explain(error: ErrorObject): Explanation {
  const { keyword, data, parentSchema = {} } = error;
  const params: Readonly<Record<string, unknown>> = error.params;
  const about = (message: string, member: string | null = null): Explanation => ({ member, message });
  switch (keyword) {
    case 'required':
      return about('is required', String(params['missingProperty']));
    case 'additionalProperties': {
      const name = String(params['additionalProperty']);
      const similar = closest(name, membersOf(parentSchema));
      return about(`is not a known field${similar === null ? '' : `: did you mean \`${similar}\`?`}`, name);
    }
    case 'type':
      return about(typeMessage(data, [params['type']].flat().map(String)));
    case 'enum':
      return about(
        `must be ${listed(([params['allowedValues']].flat() as unknown[]).filter((value) => value !== null))}`,
      );
    case 'const':
      return about(`must be ${listed([params['allowedValue']])}`);
    case 'pattern': {
      // Editors know this keyword, too.
      const words: unknown = parentSchema['patternErrorMessage'];
      return about(typeof words === 'string' ? words : OTHERWISE);
    }
    case 'minLength':
    case 'maxLength':
    case 'minItems':
    case 'maxItems':
    case 'maxProperties': {
      const side = keyword.startsWith('min') ? 'at least' : 'at most';
      const what = keyword.endsWith('Length') ? 'character' : keyword.endsWith('Items') ? 'item' : 'field';
      return about(`must have ${side} ${String(params['limit'])} ${what}${params['limit'] === 1 ? '' : 's'}`);
    }
    case 'minimum':
    case 'maximum':
      return about(`must be ${keyword === 'minimum' ? 'at least' : 'at most'} ${String(params['limit'])}`);
    default:
      return about(OTHERWISE);
  }
}

function typeMessage(data: unknown, types: readonly string[]): string {
  if (data === null) return 'has no value: set one, or omit it';
  const expected = types.filter((type) => type !== 'null');
  if (expected.includes('string') && (typeof data === 'number' || typeof data === 'boolean')) {
    return 'must be a string: put it in quotation marks';
  }
  return `must be ${expected.map((type) => TYPES[type] ?? type).join(' or ')}`;
}

function listed(values: readonly unknown[]): string {
  const named = values.map((value) => `\`${String(value)}\``);
  return named.length === 1 ? named.join('') : `one of ${named.join(', ')}`;
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
