import { z } from 'zod';
import { inOneForm } from './schema-notes';

const HEADER_NAME_LENGTH_MAX = 128;
/** The characters of a token, which header names are (RFC 9110, section 5.6.2). */
export const HEADER_NAME_PATTERN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/.source;

/** A header name in lower case. */
export const headerNameSchema = inOneForm(
  z
    .string()
    .max(HEADER_NAME_LENGTH_MAX)
    .regex(new RegExp(`^${HEADER_NAME_PATTERN}$`), 'must be a header name'),
  (name) => name.toLowerCase(),
  'must be a header name in lower case',
);
