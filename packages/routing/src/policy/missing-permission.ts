import type { VendorError } from './error-rules';
import { withoutQuotations } from './quotations';

/**
 * Codes that say of a good credential that it lacks a scope or permission: of OAuth (RFC 6750, section 3.1), OpenAI, and
 * Google (google/api/error_reason.proto, and the `reason` of its older errors).
 */
const PERMISSION_CODES: readonly RegExp[] = [
  /^(access_token_scope_insufficient|api_key_service_blocked|iam_permission_denied)$/i,
  /^(insufficient|missing)[_-]?(scope|permission|privilege)s?$/i,
];
const NO_GOOD =
  '(invalid|incorrect|wrong|bad|unknown|expired|revoked|missing|disabled|deactivated|deleted|leaked|blocked|not[_-]?found)';
const CREDENTIAL =
  '((virtual[_-]?|access[_-]?|auth(entication)?[_-]?|bearer[_-]?|security[_-]?)?(api[_-]?key|token)s?|key|x[_-]api[_-]key|credentials?)';
/** Google gives such a code to errors about a key too. */
const FORBIDDEN_CODE =
  /^(permission[_-]?(denied|error)([_-]?error)?|forbidden|access[_-]?denied|authorization[_-]?failed)$/i;

/** Codes that say of the credential itself that it is no good, whatever else the error says. */
const REJECTION_CODES: readonly RegExp[] = [
  // "invalid_api_key" (OpenAI), "token_expired", "invalid_token" (RFC 6750), "API_KEY_INVALID" (Google).
  new RegExp(`^${NO_GOOD}[_-]?${CREDENTIAL}$`, 'i'),
  new RegExp(`^${CREDENTIAL}[_-]?(is[_-]?)?${NO_GOOD}$`, 'i'),
  /^(account[_-]?(deactivated|disabled|suspended)|access[_-]?terminated|consumer[_-]?(invalid|suspended)|ip[_-]?not[_-]?authorized)$/i,
  // AWS's.
  /^(UnrecognizedClient|InvalidSignature|ExpiredToken|IncompleteSignature|InvalidClientTokenId)(Exception)?$/i,
];

const PERMISSION = '(scope|permission|privilege)s?';
const PERMISSION_WORDS: readonly string[] = [
  // "Missing scopes: model.request" (OpenAI), "insufficient authentication scopes" (Google).
  `missing (the )?(required |necessary )?${PERMISSION}`,
  `insufficient (\\w+ )?${PERMISSION}`,
  // "lacks the required data action" (Azure).
  `lack(s|ing)? (the )?((required|necessary) )?(data action|role|${PERMISSION})`,
  // "Your API key does not have permission to use the specified resource" (Anthropic), "sufficient permissions" (Hugging Face).
  `(does not|doesn't|do not|don't) have (the )?(\\w+ )?${PERMISSION}`,
  'requires higher privileges',
  // "This credential is only authorized for use with …" (Anthropic).
  'credential is only authorized for',
  // About operations that take no key, whatever the key (Google).
  'api keys are not supported by this api',
];
/** Words that say so in an error about the credential, and may say something else in another. */
const REJECTION_WORDS: readonly string[] = [
  // "The `models` permission is required" (GitHub), "does not meet scope requirement" (Anthropic).
  `${PERMISSION} (is |are )?(required|missing)`,
  'scope requirement',
  // "Principal does not have access to API/Operation" (Azure).
  "(does not|doesn't|do not|don't) have access to (the |this )?(api|operation|endpoint|resource|feature|route)",
  // "Permission … denied on resource" (Google), "Requests to this API … method … are blocked" (Google).
  'permission\\s+denied (on|for|to)',
  'requests to this api .{0,512} are blocked',
  // "is not authorized to perform: bedrock:InvokeModel" (AWS), "is not allowed to call this route" (LiteLLM).
  'not (allowed|authorized|permitted) to (access|call|create|execute|generate|invoke|perform|sample|use)',
  'only (allowed|authorized|permitted) (for|to)',
];
const IN_REJECTION = [...PERMISSION_WORDS, ...REJECTION_WORDS].map((words) => new RegExp(`\\b${words}\\b`, 'i'));
/** Another error may hold a consumer's words even outside quotation marks, but does not begin with them. */
const SUBJECT = '(the|this|your?|request|api|key|token|principal|user|caller|account|has|had|have)';
const IN_OTHER_ERROR = PERMISSION_WORDS.map((words) => new RegExp(`^\\s*(${SUBJECT}\\s+){0,4}${words}\\b`, 'i'));

const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;
const SERVER_ERROR_LEAST = 500;
/** In an error with one of these statuses such codes and words mean something else. */
const OTHER_STATUSES: ReadonlySet<number> = new Set([402, 404, 408, 413, 429]);

/**
 * Whether an error says that the credential, itself good, may not use what the consumer called: another call may well
 * succeed. Vendors say so with status 400 (Anthropic), 401 (OpenAI, Azure) or 403 (Google).
 *
 * @param isRejection whether the error was recognised as a rejected credential
 */
export function saysPermissionMissing({ status, codes, message }: VendorError, isRejection: boolean): boolean {
  if (status !== null && (status < BAD_REQUEST || status >= SERVER_ERROR_LEAST || OTHER_STATUSES.has(status))) {
    return false;
  }
  const hasCode = (...patterns: readonly RegExp[]) => codes.some((code) => isMatch(patterns, code));
  if (hasCode(...PERMISSION_CODES)) return true;
  if (hasCode(...REJECTION_CODES)) return false;
  if ((!isRejection || status === UNAUTHORIZED) && hasCode(FORBIDDEN_CODE)) return true;
  const words = withoutQuotations(message);
  return isMatch(isRejection ? IN_REJECTION : IN_OTHER_ERROR, words);
}

function isMatch(patterns: readonly RegExp[], text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}
