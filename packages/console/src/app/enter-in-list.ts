import type { KeyboardEvent } from 'react';

/**
 * Enter in an open list chooses what is marked there. Where nothing is, it must not do more than was meant: a browser would
 * send the form that the field stands in.
 */
export function keepEnterInList(event: KeyboardEvent<HTMLInputElement>): void {
  const isOpen = event.currentTarget.getAttribute('aria-expanded') === 'true';
  if (event.key === 'Enter' && isOpen) event.preventDefault();
}
