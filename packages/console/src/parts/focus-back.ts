import { useEffect } from 'react';

const DIALOG = '[role="dialog"]';
/** Of `AppShell.Main`: where the keyboard begins on each page. */
export const CONTENT_ID = 'content';

/** What had the focus last on the page itself. */
let lastOnPage: HTMLElement | null = null;
let openDialogs = 0;

document.addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLElement && target.closest(DIALOG) === null) lastOnPage = target;
});

/**
 * Gives the focus back when a dialog closes: to what opened it, also if the dialog goes away with what drew it, or if
 * another dialog stood between; to the page if that is gone.
 */
export function useFocusBack(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return undefined;
    const opener = lastOnPage;
    openDialogs += 1;
    return () => {
      openDialogs -= 1;
      // Once the dialog that may follow has opened, and the page that may follow has been drawn.
      setTimeout(() => giveBack(opener));
    };
  }, [isOpen]);
}

/** Whether no other dialog stands above the one that has this content. */
export function isTopDialog(content: HTMLElement | null): boolean {
  const dialogs = document.querySelectorAll(DIALOG);
  return dialogs.item(dialogs.length - 1)?.contains(content) ?? false;
}

function giveBack(opener: HTMLElement | null): void {
  if (openDialogs > 0) return;
  const active = document.activeElement;
  const isLost = active === null || active === document.body || active.closest(DIALOG) !== null;
  if (!isLost) return;
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  else focusContent();
}

/** Puts the keyboard at the beginning of the page's own content. */
export function focusContent(): void {
  document.getElementById(CONTENT_ID)?.focus({ preventScroll: true });
}
