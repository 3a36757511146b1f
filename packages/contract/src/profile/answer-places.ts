import { z } from 'zod';
import { HEADER_NAME_PATTERN } from './header-name';
import { inOneForm, spaceSeparated } from './schema-notes';

export const ANSWER_PLACES_MAX = 8;
const ANSWER_PLACES_LENGTH_MAX = 512;

/** A JSON pointer (RFC 6901) without spaces, or `header:` and a header's name. */
const ANSWER_PLACE = new RegExp(String.raw`^((\/([^~/\s]|~[01])+)+|header:${HEADER_NAME_PATTERN})$`, 'i');

/**
 * Where to find a value in a response, which differs by operation and by streaming: JSON pointers into the response or
 * its stream's events, or `header:` and the name of a response header in lower case. The first one present counts.
 */
export const answerPlacesSchema = inOneForm(
  spaceSeparated(
    z.string().regex(ANSWER_PLACE, 'must be a JSON pointer such as `/usage/total`, or `header:` and a header name'),
    { itemsMax: ANSWER_PLACES_MAX, lengthMax: ANSWER_PLACES_LENGTH_MAX },
  ),
  (text) => text.replaceAll(/(?<=^| )header:\S*/gi, (place) => place.toLowerCase()),
  'must have header names in lower case',
);
