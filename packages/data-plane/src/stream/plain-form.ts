/** What a plain response may be besides JSON, by its content type. */
export interface PlainForm {
  /** Whether it may hold nothing, like the text of a silent recording. */
  readonly mayBeBlank: boolean;
  /** Whether it may begin like a page in HTML. */
  readonly mayBeMarkup: boolean;
  /** Whether anything but JSON is sound, a picture or the like, which cannot quote a credential. */
  readonly isMedia: boolean;
}

/** A response that can only be JSON. */
export const JSON_FORM: PlainForm = { mayBeBlank: false, mayBeMarkup: true, isMedia: false };
