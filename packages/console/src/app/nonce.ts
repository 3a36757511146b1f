import { createContext, useContext } from 'react';

const NonceContext = createContext('');
export const NonceProvider = NonceContext.Provider;

/** The page's nonce, for what adds styles of its own, such as an editor. */
export function useNonce(): string {
  return useContext(NonceContext);
}
