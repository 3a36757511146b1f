import { profileWith } from '../profile/provider-profile';

/**
 * What a custom profile starts from: only what the operator adds is sent, routed or recognised. Without content events a
 * stream passes once its hold-back is over; without end events any clean end is accepted.
 */
export const customProfile = profileWith({});
