import { z } from 'zod';

// The pattern is also in the JSON Schema, whose validators differ in their support of Unicode.
const REFERENCE_PATTERN = String.raw`(?:(?:env|file):[^{}\u0000-\u001f\u007f-\u009f]{1,1024}|secret:[\w.\/-]{1,255})`;
const REFERENCE = new RegExp(`^${REFERENCE_PATTERN}$`, 'u');
const CREDENTIAL = new RegExp(String.raw`^\$\{${REFERENCE_PATTERN}\}$`, 'u');

/** How a manifest refers to a secret: by where the client finds it, or by a name that only the client knows. */
export const secretReferenceSchema = z
  .string()
  .regex(REFERENCE, 'must be a reference such as `env:OPENAI_API_KEY`, `file:/run/secrets/openai` or `secret:openai`');

/** A reference in a manifest, such as `${env:OPENAI_API_KEY}`. */
export const credentialReferenceSchema = z
  .string()
  .refine((text) => CREDENTIAL.test(text), {
    params: { reason: 'NOT_ALLOWED' },
    error: 'must be a reference such as `${env:OPENAI_API_KEY}` or `${secret:openai}`: a manifest holds no secrets',
  })
  .meta({
    description:
      'Where the client finds the API key, such as `${env:OPENAI_API_KEY}`, or the name by which it knows the key, such as `${secret:openai}`; absent keeps the current credential.',
    pattern: CREDENTIAL.source,
  });

/** The reference without `${` and `}`. */
export function referenceIn(credential: string): string {
  return credential.slice(2, -1);
}
