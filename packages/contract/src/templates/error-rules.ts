import type { ErrorKind } from '../profile/error-kind';
import type { ErrorRule } from '../profile/error-rule';

/** An error with one of these codes. */
export function byCode(kind: ErrorKind, ...codes: readonly string[]): ErrorRule {
  return { kind, statuses: [], codes: [...codes], messages: [], suspends: true };
}

/** An error with one of these messages; see `ErrorRule` for the wildcard. */
export function byMessage(kind: ErrorKind, ...messages: readonly string[]): ErrorRule {
  return { kind, statuses: [], codes: [], messages: [...messages], suspends: true };
}

/** An error with one of these messages that says nothing about the target: it depends on what the consumer called. */
export function byCall(kind: ErrorKind, ...messages: readonly string[]): ErrorRule {
  return { ...byMessage(kind, ...messages), suspends: false };
}

/** An error that both rules recognise, with the second one's meaning. */
export function byBoth(codes: ErrorRule, messages: ErrorRule): ErrorRule {
  return { ...messages, codes: codes.codes };
}

/** An error that a rule recognises, only with one of these statuses. */
export function withStatus(statuses: readonly number[], rule: ErrorRule): ErrorRule {
  return { ...rule, statuses: [...statuses] };
}

/**
 * The statuses of an error about the account. A wording in whose middle anything may stand needs one of them: with any
 * other status a consumer's text, or the state of another object, may stand there.
 */
export const ACCOUNT_STATUSES = [401, 402, 403, 429] as const;
/**
 * The statuses of an error about the credential. A wording needs whole sentences beside: an error about the credential of
 * a tool may begin with the same words.
 */
export const CREDENTIAL_STATUSES = [400, 401, 403] as const;

/** Patterns for whole sentences, with or without a full stop and what follows it. */
export function sentences(...texts: readonly string[]): string[] {
  return texts.flatMap((text) => [text, `${text}.*`]);
}

/** The headers of the usual JSON web tokens, which reveal nothing of the token. */
export const TOKEN_HEADERS = [
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.',
  'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.',
  'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.',
  'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIs',
];

/** The statuses of an error that is the request's fault; a 404 or a 403 may be about anything. */
const INVALID_STATUSES = [400, 405, 409, 411, 415, 416, 422];

/** An invalid request by one of these codes. */
export function invalidRequest(...codes: readonly string[]): ErrorRule {
  return { ...byCode('REQUEST_INVALID', ...codes), statuses: INVALID_STATUSES };
}
