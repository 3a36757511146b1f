import { credentialSchema, environmentSchema, tableEndpointSchema } from '@switchyard/contract';
import { z } from 'zod';
import { problem } from '../../kernel/rules/check-input';
import { caCertificateSchema } from './ca-certificate-rules';
import {
  commentSchema,
  displayNameSchema,
  expectedVersionSchema,
  orDefault,
  patch,
  patchOrDefault,
  nameSchema,
} from '../../kernel/rules/members';

export const endpointDefaults = { connectTimeoutSeconds: 5, caCertificate: null } as const;

const URL_LENGTH_MAX = 2_048;

/** A base URL, normalized so that a path can be appended. */
const urlSchema = z
  .string()
  .max(URL_LENGTH_MAX)
  .transform((text, context): string => {
    const url = URL.parse(text);
    const wrong =
      url === null || text !== text.trim() ? 'must be a URL such as `https://api.openai.com/v1`' : faultOf(url);
    if (url === null || wrong !== null) {
      context.addIssue(problem('INVALID_FORMAT', wrong ?? 'must be a URL'));
      return z.NEVER;
    }
    return url.href.replace(/\/+$/, '');
  });

function faultOf(url: URL): string | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'must begin with http:// or https://';
  if (url.username !== '' || url.password !== '') return 'must not contain user information: use `credential`';
  return url.href.includes('?') || url.href.includes('#') ? 'must not have a query or a fragment' : null;
}

// A header could not carry anything else (RFC 9110, section 5.5).
export const apiKeySchema = credentialSchema.shape.apiKey.regex(
  /^[\x21-\x7e]+$/,
  'must consist of visible ASCII characters',
);

const credentialInputSchema = z.object({ apiKey: apiKeySchema.nullish() }).transform(({ apiKey }, context) => {
  if (apiKey !== null && apiKey !== undefined) return { apiKey };
  context.addIssue(problem('REQUIRED', 'is required: a credential has exactly one member', ['apiKey']));
  return z.NEVER;
});

const connectTimeoutSchema = tableEndpointSchema.shape.connectTimeoutSeconds;

/** The members of an endpoint other than its provider and credential. */
export const endpointMembers = {
  name: nameSchema,
  displayName: displayNameSchema.nullish(),
  environment: environmentSchema,
  url: urlSchema,
  enabled: orDefault(z.boolean(), true),
  connectTimeoutSeconds: orDefault(connectTimeoutSchema, endpointDefaults.connectTimeoutSeconds),
  caCertificate: caCertificateSchema.nullish().transform((pem) => pem ?? endpointDefaults.caCertificate),
};

export const createEndpointRules = z.object({
  ...endpointMembers,
  providerId: z.string(),
  credential: credentialInputSchema.nullish(),
  comment: commentSchema,
});

export const updateEndpointRules = z.object({
  endpointId: z.string(),
  name: patch(nameSchema),
  displayName: displayNameSchema.nullish(),
  url: patch(urlSchema),
  credential: patch(credentialInputSchema),
  enabled: patchOrDefault(z.boolean(), true),
  connectTimeoutSeconds: patchOrDefault(connectTimeoutSchema, endpointDefaults.connectTimeoutSeconds),
  caCertificate: caCertificateSchema.nullish(),
  expectedVersion: expectedVersionSchema,
  comment: commentSchema,
});

export const endpointOnlyRules = z.object({
  endpointId: z.string(),
  expectedVersion: expectedVersionSchema,
  comment: commentSchema,
});

export const rotateCredentialRules = z.object({
  endpointId: z.string(),
  credential: credentialInputSchema,
  expectedVersion: expectedVersionSchema,
  comment: commentSchema,
});
