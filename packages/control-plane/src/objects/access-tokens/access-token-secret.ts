/** Differs from the prefix of every consumer key. */
export const ACCESS_TOKEN_PREFIX = 'sy_token_';
const FORM = /^sy_token_[0-9A-Za-z]{43}$/;

/** Whether a text has the form of an access token; anything else is refused without a database query. */
export function isAccessToken(text: string): boolean {
  return FORM.test(text);
}
