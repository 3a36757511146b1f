import type { ContentMemberScan } from './content-member-scan';

/** What a plain response may be besides JSON, by its content type. */
export interface PlainForm {
  /** Whether it may hold nothing, like the text of a silent recording. */
  readonly mayBeBlank: boolean;
  /** Whether it may begin like markup, if not like a page in HTML. */
  readonly mayBeMarkup: boolean;
  /** Whether anything but JSON is sound, a picture or the like, which cannot quote a credential. */
  readonly isMedia: boolean;
  /** Whether it is lines of JSON, each of which may be an error: a stream, whose end is not known. */
  readonly isLines: boolean;
}

/** A response that can only be JSON. */
export const JSON_FORM: PlainForm = { mayBeBlank: false, mayBeMarkup: false, isMedia: false, isLines: false };

/** Whether a text is a page in HTML, whatever its content type says. */
export function isPage({ isPage, isMarkup }: ContentMemberScan, { mayBeMarkup }: PlainForm): boolean {
  return isPage || (isMarkup && !mayBeMarkup);
}
