import { profileWith } from '../profile/provider-profile';

/**
 * The start of a custom profile: only what the operator adds is sent, routed or recognised. Without content events a
 * stream is passed on once its hold-back time is over; without finish and terminal events any clean end is accepted.
 */
export const customProfile = profileWith({});
