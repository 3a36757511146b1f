import type { ErrorKind, ErrorRule, ProviderProfile } from '@switchyard/contract';
import { textPattern } from './text-pattern';

/** A vendor's error, in a response or in a stream. */
export interface VendorError {
  /** Of the response, or as the error itself gives it; null in a stream whose error does not say. */
  readonly status: number | null;
  /** Whatever says which error it is: `code`, `type`, `status`, `reason` and the like. */
  readonly codes: readonly string[];
  /** Empty if there is none. */
  readonly message: string;
  /** The wait that the vendor asks for in a header or a member, in ms; null if it does not. */
  readonly retryAfterMs: number | null;
}

/** What an error was recognised as. */
export interface RecognisedError {
  readonly kind: ErrorKind;
  /** False if the error says nothing about the target, whatever its kind. */
  readonly suspends: boolean;
  /** False if nothing but the status says what the error means, or if that depends on the status, which is not known. */
  readonly isCertain: boolean;
}

/** What some statuses mean with any vendor, if no rule says otherwise. RFC 9110, sections 15.5.2, 15.5.3 and 15.5.14. */
const KIND_OF_STATUS: Readonly<Record<number, ErrorKind>> = {
  401: 'CREDENTIAL_REJECTED',
  402: 'ACCOUNT_EXHAUSTED',
  413: 'REQUEST_TOO_LARGE',
};

/** What the profile's rules or else the status say; null for neither. */
export function recogniseError(profile: RulesOfProfile, error: VendorError): RecognisedError | null {
  const rule = compiledRules(profile).find(({ matches }) => matches(error));
  if (rule !== undefined) {
    const { suspends, needsStatus } = rule;
    return { kind: rule.kind, suspends, isCertain: !needsStatus || error.status !== null };
  }
  const kind = error.status === null ? undefined : KIND_OF_STATUS[error.status];
  if (kind === undefined) return null;
  // A rejected credential needs no words; a proxy's bare 402 may be about the one request.
  return { kind, suspends: true, isCertain: kind !== 'ACCOUNT_EXHAUSTED' || saysMore(error) };
}

/** Texts that only repeat the status 402, such as "Payment Required", "HTTP 402" and `payment_required`. */
const ONLY_PAYMENT_REQUIRED = /^(http|error|status|code|payment|required|402|[^\p{L}\p{N}])*$/iu;

/** Whether a 402 has a message or a code that says more than the status. */
function saysMore({ codes, message }: VendorError): boolean {
  return [message, ...codes].some((text) => !ONLY_PAYMENT_REQUIRED.test(text));
}

type RulesOfProfile = Pick<ProviderProfile, 'errorRules'>;
interface CompiledRule extends Pick<RecognisedError, 'kind' | 'suspends'> {
  readonly needsStatus: boolean;
  readonly matches: (error: VendorError) => boolean;
}
const compiled = new WeakMap<RulesOfProfile, readonly CompiledRule[]>();

/** The rules of a profile, compiled at its first error. */
function compiledRules(profile: RulesOfProfile): readonly CompiledRule[] {
  const present = compiled.get(profile);
  if (present !== undefined) return present;
  const rules = profile.errorRules.map(compileRule);
  compiled.set(profile, rules);
  return rules;
}

function compileRule({ kind, suspends, statuses, codes, messages }: ErrorRule): CompiledRule {
  const ofCode = codes.map(textPattern);
  const ofMessage = messages.map(textPattern);
  const matches = (error: VendorError): boolean => {
    const { status, message } = error;
    if (statuses.length > 0 && !hasStatus(statuses, status, codes.length + messages.length)) return false;
    if (ofCode.length > 0 && !error.codes.some((code) => ofCode.some((pattern) => pattern(code)))) return false;
    return ofMessage.length === 0 || ofMessage.some((pattern) => pattern(message));
  };
  return { kind, suspends, needsStatus: statuses.length > 0, matches };
}

/** @param others how many other conditions there are: an unknown status alone recognises nothing */
function hasStatus(statuses: readonly number[], status: number | null, others: number): boolean {
  return status === null ? others > 0 : statuses.includes(status);
}
