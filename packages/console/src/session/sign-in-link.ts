const LINK_MARK = '#sign-in=';

/** Takes the secret of a sign-in link out of the address, the history and any bookmark. @returns null if there is none */
export function takeSignInLink(): string | null {
  if (!location.hash.startsWith(LINK_MARK)) return null;
  const link = location.hash.slice(LINK_MARK.length);
  history.replaceState(history.state, '', location.pathname + location.search);
  return link;
}
