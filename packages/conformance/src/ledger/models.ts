/** The models of each provider: a failover policy asks the primary first. */
export const PRIMARY = 'large';
export const FALLBACK = 'small';
/** One that no provider lists. */
export const UNKNOWN = 'unlisted';
