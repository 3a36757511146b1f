import type { StreamEventRule } from '../profile/stream-event-rule';

/** An event of this type, and with this member if given. */
export function ofType(event: string, present: string | null = null): StreamEventRule {
  return { event, present, value: null, data: null };
}

/** An event of any type whose data has this member. */
export function withMember(present: string): StreamEventRule {
  return { event: null, present, value: null, data: null };
}

/** An event of any type whose data has this text in this member. */
export function withValue(present: string, value: string): StreamEventRule {
  return { event: null, present, value, data: null };
}

/** An event with this text as its whole data. */
export function withData(data: string): StreamEventRule {
  return { event: null, present: null, value: null, data };
}
